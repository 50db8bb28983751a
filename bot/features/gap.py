"""Finds the gap underneath: up to three quick questions down the prerequisites, then the piece that is missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.core.gaps import MOST_QUESTIONS, Gaps, Outcome, Tried
from bot.core.learners import SETTLED, Learners
from bot.core.mastery import Evidence, shown
from bot.core.reply import Basis, Button, Reply, ScoredTopic, Section
from bot.core.study import FIRST, Study
from bot.core.trail import foundations
from bot.core.turn import Turn
from bot.core.walk import MOST_ROOTS, Walk, number_of, question_of, written
from bot.features.cards import links_of, open_button, sources_of
from bot.features.check import LETTERS, is_right, question_text, right_answer
from knowledge.library import Library
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Question, TopicNote

UNSURE = ("no", "i don't know", "don't know", "dunno", "idk")
SURE, LIKELY = 0.75, 0.5
"""How sure the walk is of a gap, in words."""
POINTS = 1.0
"""Log-odds against a topic from which earlier answers are named as a reason."""
MOST_LINKS = 2


@dataclass(frozen=True, slots=True)
class FindGap:
    """`/gap WALK [QUESTION [ANSWER]]`: the walk so far is in every button, so a restart loses nothing."""

    library: Library
    learners: Learners
    study: Study

    def __call__(self, turn: Turn) -> Reply:
        head, rest = _split(turn.argument)
        walk = Walk.read(self._curriculum, head)
        if walk is None:
            return _lost()
        asked, _, given = rest.partition(" ")
        if asked == "end":
            return self._verdict(walk, turn)
        question = question_of(self._curriculum, asked) if asked else None
        if question is None:
            return self._go_on(walk, turn)
        outcome = _outcome(question, given)
        if outcome is None:
            card = self._question_card(walk, question, turn, "One letter is enough, or “I don't know”. ")
            return card.model_copy(update={"basis": card.basis.model_copy(update={"answered": False})})
        self._keep(turn, question, outcome)
        return self._go_on(walk.after(question, outcome), turn)

    def begin(self, roots: Sequence[str], turn: Turn, label: str) -> tuple[Button, ...]:
        """Return the button that begins a walk; none where nothing lies underneath."""
        walk = Walk(turn.request.at, tuple(id for id in roots if id in self._curriculum.topics)[:MOST_ROOTS])
        if not walk.roots or self._gaps(walk, turn).next_question() is None:
            return ()
        return (Button(label=label, send=f"/gap {walk.written()}", owner=turn.request.person.id),)

    def back(self, person: str, turn: Turn) -> tuple[Button, ...]:
        """Return the button that leads back to the task, where there is one."""
        return (Button(label="Back to my task", send="/today", owner=person),) if self.task_topic(turn) else ()

    def task_topic(self, turn: Turn) -> TopicNote | None:
        """Return the topic of the learner's open task."""
        learner = self.learners.find(turn.request.person.id)
        tasks = self.study.diary.tasks(learner.id, FIRST) if learner else ()
        task = tasks[-1] if tasks else None
        return self._curriculum.topics.get(task.topic) if task and task.state not in SETTLED else None

    def likely(self, roots: Sequence[str], turn: Turn, leaving_out: Collection[str]) -> tuple[str, ...]:
        """Return what some topics rest on, likeliest gap first."""
        chances = self._gaps(Walk(turn.request.at, tuple(roots)), turn).chances()
        return tuple(id for id in chances if id not in leaving_out)

    def below(self, topic: str) -> frozenset[str]:
        """Return all that a topic rests on."""
        return foundations(self._curriculum, self._curriculum.prerequisites(topic))

    @property
    def _curriculum(self) -> Curriculum:
        return self.library.curriculum

    def _gaps(self, walk: Walk, turn: Turn) -> Gaps:
        return Gaps.under(self._curriculum, walk.weights, self._shown(walk, turn))

    def _shown(self, walk: Walk, turn: Turn) -> dict[str, float]:
        """Return what was shown before the walk: its own answers are evidence too, and must not count twice."""
        learner = self.learners.find(turn.request.person.id)
        evidence = self.study.diary.evidence(learner.id) if learner else ()
        return shown([piece for piece in evidence if piece.at < walk.since], turn.request.at)

    def _keep(self, turn: Turn, question: Question, outcome: Outcome) -> None:
        """Keep what an answer shows of a learner we know; the first answer of a day counts, here or in a check."""
        if learner := self.learners.find(turn.request.person.id):
            evidence = Evidence(question.topic, "recall", turn.request.at, outcome == "right")
            self.study.diary.add(learner.id, f"check:{question.id}:{turn.request.at:%Y-%m-%d}", evidence)

    def _go_on(self, walk: Walk, turn: Turn) -> Reply:
        question = self._gaps(walk, turn).next_question(walk.tried)
        return self._question_card(walk, question, turn) if question else self._verdict(walk, turn)

    def _question_card(self, walk: Walk, question: Question, turn: Turn, first: str = "") -> Reply:
        person, send = turn.request.person.id, f"/gap {walk.written()} {written(question)}"
        buttons = [
            Button(label=LETTERS[place].upper(), send=f"{send} {LETTERS[place]}", owner=person)
            for place, _ in enumerate(question.options)
        ]
        buttons.append(Button(label="I don't know", send=f"{send} no", owner=person))
        buttons.append(Button(label="Enough, just tell me", send=f"/gap {walk.written()} end", owner=person))
        hint = first or ("" if walk.tried else "Don't look anything up: “I don't know” helps as much as an answer.\n\n")
        return Reply(
            title=f"Question {len(walk.tried) + 1} of at most {MOST_QUESTIONS}",
            text=hint + question_text(question),
            buttons=tuple(buttons),
            private=True,
            expects=send,
            basis=Basis(intent="stuck", topics=self._scored(walk, turn)),
        )

    def _verdict(self, walk: Walk, turn: Turn) -> Reply:
        chances = self._gaps(walk, turn).chances(walk.tried)
        gap, second = (*chances, "")[:2]
        note = self._curriculum.topics[gap]
        heading, text = self._section(note, turn)
        check = _check_question(note, walk.tried)
        person = turn.request.person.id
        sections = (
            Section(title="Why I think so", text=self._why(walk, gap, chances, turn)),
            Section(title="Its example", text=note.sections["Example"]),
            Section(title="Then check yourself", text=question_text(check)),
        )
        buttons = (
            Button(label="Answer the question", send=f"/check {gap} {number_of(check)}"),
            *self.back(person, turn),
            Button(label="Still stuck", send=f"/hint {gap}"),
            *((open_button(self._curriculum, second, f"Or: {self._curriculum.title(second)}"),) if second else ()),
        )
        return Reply(
            title=f"{'What is missing' if chances[gap] >= LIKELY else 'My best guess'}: {note.title}",
            text=text,
            sections=sections,
            links=links_of(self._curriculum, gap)[:MOST_LINKS],
            buttons=buttons,
            private=True,
            basis=Basis(
                intent="stuck",
                confidence=chances[gap],
                topics=self._scored(walk, turn),
                sources=sources_of(self._curriculum, gap, heading),
            ),
        )

    def _section(self, note: TopicNote, turn: Turn) -> tuple[str, str]:
        """Return what to read of the gap's note: the part nearest to what was said, where that is remembered."""
        if turn.asked:
            for theory in self.library.theory(self.library.read(turn.asked)).theories:
                if theory.note == note.id:
                    title = f"**{theory.heading}**\n\n" if theory.is_symptom else ""
                    return theory.heading, title + theory.text
        return "What it is", note.sections["What it is"]

    def _why(self, walk: Walk, gap: str, chances: dict[str, float], turn: Turn) -> str:
        """Say what speaks for a gap, what each answer was, and how sure that makes us."""
        curriculum = self._curriculum
        lines = []
        above = [root for root in walk.roots if gap in self.below(root)]
        if above:
            lines.append(f"{curriculum.title(above[0])} rests on it.")
        if self._shown(walk, turn).get(gap, 0.0) <= -POINTS:
            lines.append("Earlier answers of yours point the same way.")
        for one in walk.tried:
            question = curriculum.topics[one.topic].questions[one.number - 1]
            lines.append(_told(curriculum.title(one.topic), question, one.outcome))
        if not lines:
            lines.append("It is where you are, and nothing that you showed so far points further down.")
        second = next((id for id in chances if id != gap), "")
        if chances[gap] < SURE and second:
            lines.append(f"I am not sure: it could also be {curriculum.title(second)}.")
        return "\n".join(f"- {line}" for line in lines)

    def _scored(self, walk: Walk, turn: Turn) -> tuple[ScoredTopic, ...]:
        chances = self._gaps(walk, turn).chances(walk.tried)
        best = list(chances.items())[:5]
        return tuple(
            ScoredTopic(id=id, title=self._curriculum.title(id), score=round(chance, 4)) for id, chance in best
        )


def _split(argument: str) -> tuple[str, str]:
    """Split an argument into the walk, which is three words, and what follows."""
    words = argument.split(maxsplit=3)
    return " ".join(words[:3]), words[3] if len(words) > 3 else ""


def _outcome(question: Question, given: str) -> Outcome | None:
    """Return how a question was answered; None for words that are no choice among its options."""
    said = given.lower().replace("’", "'").strip(" .!")
    if said in UNSURE:
        return "unsure"
    if len(said) != 1 or said not in LETTERS[: len(question.options)]:
        return None
    return "right" if is_right(question, said) else "wrong"


def _told(title: str, question: Question, outcome: Outcome) -> str:
    if outcome == "right":
        return f"You knew your way in {title}."
    missed = "missed" if outcome == "wrong" else "passed on"
    return f"You {missed} the question on {title}. The answer is **{right_answer(question)}**: {question.why}"


def _check_question(note: TopicNote, tried: Sequence[Tried]) -> Question:
    """Return a question that was not asked on the way, one to tap where there is one."""
    used = {one.number for one in tried if one.topic == note.id}
    left = [question for question in note.questions if number_of(question) not in used] or note.questions
    return next((question for question in left if question.options), left[0])


def _lost() -> Reply:
    return Reply(
        text="The notes have changed since this question was asked. Say once more what you are stuck on.",
        buttons=(Button(label="I'm stuck", send="/stuck"),),
        basis=Basis(intent="stuck", answered=False, confidence=0),
    )
