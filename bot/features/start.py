"""Sets a learner up in five taps, each of which can be skipped: the defaults work at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.choices import choose
from bot.core.goals import GOALS
from bot.core.learners import Learner, LearnerSettings
from bot.core.mastery import Evidence
from bot.core.reply import Basis, Button, Reply
from bot.core.study import Study, placement_answers
from bot.core.turn import Turn
from bot.core.unclear import Unclear
from bot.core.zones import Found, clock, find_zone
from bot.features.check import LETTERS, is_right, poll_of, question_text
from bot.features.settings import Settings, unclear
from knowledge.notes.schema import STAGE_TITLES, Question

PHRASES = (
    "start",
    "get started with a plan",
    "set up my plan",
    "make me a study plan",
    "i want to begin, set me up",
    "sign me up",
    "onboard me",
    "create a personal plan for me",
    "i'd like to get a task every day",
)
_BASIS = Basis(intent="start")
STEPS = ("goal", "where", "hours", "zone", "time", "partner")
_HOURS = (3, 5, 8, 12, 20)
_TIMES = ("7:00", "12:30", "18:00", "20:30")


@dataclass(frozen=True, slots=True)
class Start:
    """`/start [STEP [CHOICE]]`: every card's buttons are such texts, so nothing but the choices is kept."""

    settings: Settings
    study: Study

    def __call__(self, turn: Turn) -> Reply:
        if turn.guessed and self.settings.learners.find(turn.request.person.id) is None:
            return self._goal(turn)  # a wrong guess keeps nothing
        return self._step(turn)

    def _step(self, turn: Turn) -> Reply:
        learner = self.settings.learners.begin(turn.request, _defaults(turn))
        step, _, choice = ("", "", "") if turn.guessed else turn.argument.partition(" ")
        match step.lower(), choice.strip():
            case "to", name:
                return self._card(name, learner, turn)
            case "where", "ask" | "new" | "tick" as way:
                return self._where(way, learner, turn)
            case "answer", answer:
                return self._answer(answer, learner, turn)
            case "knows", stage:
                return self._knows(stage, learner, turn)
            case "goal" | "hours" | "zone" | "time" | "daily" | "partner" as name, value if value:
                return self._chosen(name, value, learner, turn)
            case name, _:
                return self._card(name or STEPS[0], learner, turn)

    def _chosen(self, name: str, value: str, learner: Learner, turn: Turn) -> Reply:
        if value.lower() == "skip":
            return self._card(_after(name), learner, turn)
        today = turn.request.at.astimezone(clock(learner.settings.zone)).date()
        changed = choose(self.study.curriculum, learner.settings, name, value, today)
        if isinstance(changed, Unclear):
            reply = unclear(changed, f"/start {name}", turn.request.person.id)
            go_on = Button(label="Skip", send=f"/start to {_after(name)}", owner=turn.request.person.id)
            return reply.model_copy(update={"buttons": (*reply.buttons, go_on)})
        learner = self.settings.save(learner, changed, turn.request.at)
        return self._card(_after(name), learner, turn)

    def _card(self, step: str, learner: Learner, turn: Turn) -> Reply:
        cards: Mapping[str, Callable[[Learner, Turn], Reply]] = {
            "goal": lambda _, turn: self._goal(turn),
            "where": self._where_card,
            "hours": self._hours,
            "zone": self._zone,
            "time": self._time,
            "partner": self._partner,
            "end": self._end,
        }
        return cards.get(step, cards["goal"])(learner, turn)

    def _goal(self, turn: Turn) -> Reply:
        lines = [f"- **{goal.title}**: {goal.about}" for goal in GOALS]
        text = "What do you want to get to? Every step can be skipped, and changed later.\n\n" + "\n".join(lines)
        text += "\n\nWhat you choose here is kept, so that your tasks fit. /privacy shows it and removes it."
        return _asked("goal", text, turn, [(goal.title, f"/start goal {goal.id}") for goal in GOALS])

    def _where_card(self, _learner: Learner, turn: Turn) -> Reply:
        text = "Where are you now? Up to six short questions find it out; “I don't know” is a good answer."
        choices = [
            ("Ask me", "/start where ask"),
            ("I begin from zero", "/start where new"),
            ("I'll say what I know", "/start where tick"),
        ]
        return _asked("where", text, turn, choices)

    def _where(self, way: str, learner: Learner, turn: Turn) -> Reply:
        if way == "ask":
            return self._question(learner, turn, "")
        return self._card("hours", learner, turn) if way == "new" else self._ticks(learner, turn)

    def _question(self, learner: Learner, turn: Turn, first: str) -> Reply:
        answers = placement_answers(self.study.diary.evidence(learner.id))
        placement = self.study.placement(learner.settings)
        question = placement.next_question(answers)
        if question is None:
            known = placement.outcome(answers)
            text = (
                f"{first}That is enough: I take {len(known)} of {len(placement.topics)} topics of your goal as known."
            )
            if known:
                text += " If one of them turns out to be missing, “Too hard” on a task brings it back."
            return self._with(text, self._card("hours", learner, turn))
        return _question_card(question, len(answers) + 1, first, turn.request.person.id)

    def _answer(self, answer: str, learner: Learner, turn: Turn) -> Reply:
        topic, number, given = (*answer.split(maxsplit=2), "", "", "")[:3]
        note = self.study.curriculum.topics.get(topic)
        if note is None or not number.isdecimal() or not 1 <= int(number) <= len(note.questions):
            return self._question(learner, turn, "")
        question = note.questions[int(number) - 1]
        if question.options and not _can_answer(question, given):
            again = self._question(learner, turn, "One letter is enough, or “I don't know”. ")
            return again.model_copy(update={"basis": Basis(intent="start", answered=False, confidence=0)})
        right = is_right(question, given)
        evidence = Evidence(topic, "placement", turn.request.at, right)
        self.study.diary.add(learner.id, f"placement:{topic}:{number}", evidence)
        return self._question(learner, turn, "Noted. ")

    def _knows(self, stage: str, learner: Learner, turn: Turn) -> Reply:
        for note in self.study.curriculum.trail:
            if note.front.stage == stage:
                evidence = Evidence(note.id, "tick", turn.request.at)
                self.study.diary.add(learner.id, f"tick:{note.id}", evidence)
        return self._ticks(learner, turn)

    def _ticks(self, learner: Learner, turn: Turn) -> Reply:
        ticked = {item.topic for item in self.study.diary.evidence(learner.id) if item.kind == "tick"}
        person, choices = turn.request.person.id, []
        lines = []
        for stage, title in STAGE_TITLES.items():
            done = any(note.id in ticked for note in self.study.curriculum.stage(stage))
            lines.append(f"- {'✓ ' if done else ''}{title}")
            if not done:
                choices.append(Button(label=title, send=f"/start knows {stage}", owner=person))
        text = "Which of these do you know well? Tap each; what they rest on counts as well.\n\n" + "\n".join(lines)
        go_on = Button(label="That's all", send="/start to hours", owner=person)
        return Reply(title=_title("where"), text=text, buttons=(*choices, go_on), private=True, basis=_BASIS)

    def _hours(self, learner: Learner, turn: Turn) -> Reply:
        text = f"How many hours a week do you have? Without an answer I plan with {learner.settings.hours_a_week:g}."
        choices = [(f"{hours} hours", f"/start hours {hours}") for hours in _HOURS]
        return _asked("hours", text, turn, choices, expects="/start hours")

    def _zone(self, learner: Learner, turn: Turn) -> Reply:
        text = (
            f"Which city sets your clock? I have {learner.settings.zone_shown} now. "
            "Type a city, such as Lisbon, or keep it."
        )
        return _asked("zone", text, turn, [("Keep it", "/start to time")], expects="/start zone", skip=False)

    def _time(self, learner: Learner, turn: Turn) -> Reply:
        text = (
            f"When shall the daily task come, by the clocks of {learner.settings.zone_shown}? "
            "A tap, or type a time such as 6:45."
        )
        choices = [(time, f"/start time {time}") for time in _TIMES]
        choices += [("No daily message", "/start daily off"), ("Another city", "/start to zone")]
        return _asked("time", text, turn, choices, expects="/start time", skip=False)

    def _partner(self, _learner: Learner, turn: Turn) -> Reply:
        text = "Would you like a partner to study with? Nobody is told anything about you before you both agree."
        return _asked("partner", text, turn, [("Yes", "/start partner yes"), ("No", "/start partner no")], skip=False)

    def _end(self, learner: Learner, turn: Turn) -> Reply:
        settings = learner.settings.model_copy(update={"started": True})
        learner = self.settings.save(learner, settings, turn.request.at)
        standing = self.study.standing(learner, turn.request.at)
        weeks, person = len(standing.plan.weeks), turn.request.person.id
        text = f"{self.settings.when(learner, turn.request.at)}\n\n"
        text += (
            f"To **{standing.plan.goal.title}** it is some {weeks} weeks at {settings.hours_a_week:g} hours a week, "
            "by the hours that the notes allow a beginner. That is an estimate, not a promise."
            "\n\nOne thing helps more than will: a sentence that ties the task to something you do anyway, "
            "such as “after dinner I open the task”. Write yours, and I'll show it with each task."
        )
        buttons = (
            Button(label="Today's task", send="/today", owner=person),
            Button(label="My plan", send="/plan", owner=person),
            Button(label="Settings", send="/settings", owner=person),
        )
        return Reply(
            title="You are set", text=text, buttons=buttons, private=True, expects="/settings sentence", basis=_BASIS
        )

    def _with(self, text: str, card: Reply) -> Reply:
        return card.model_copy(update={"text": f"{text}\n\n{card.text}"})


def _defaults(turn: Turn) -> LearnerSettings:
    """Return the settings somebody starts with: the zone is what their device says; no message comes unasked."""
    zone = find_zone(turn.request.zone) if turn.request.zone else None
    if isinstance(zone, Found):
        return LearnerSettings(zone=zone.zone, zone_shown=zone.zone if zone.zone == "UTC" else zone.typed)
    return LearnerSettings()


def _after(step: str) -> str:
    """Return the step after one; the zone is asked for on the card of the time, where it is not known."""
    if step in ("zone", "daily"):
        return "time" if step == "zone" else "partner"
    order = ("goal", "where", "hours", "time", "partner", "end")
    return order[order.index(step) + 1]


def _asked(
    step: str, text: str, turn: Turn, choices: list[tuple[str, str]], *, expects: str = "", skip: bool = True
) -> Reply:
    person = turn.request.person.id
    buttons = [Button(label=label, send=send, owner=person) for label, send in choices]
    if skip:
        buttons.append(Button(label="Skip", send=f"/start to {_after(step)}", owner=person))
    return Reply(title=_title(step), text=text, buttons=tuple(buttons), private=True, expects=expects, basis=_BASIS)


def _question_card(question: Question, number: int, first: str, person: str) -> Reply:
    place = question.id.rpartition(".")[2]
    send = f"/start answer {question.topic} {place}"
    buttons = [
        Button(label=LETTERS[at].upper(), send=f"{send} {LETTERS[at]}", owner=person)
        for at, _ in enumerate(question.options)
    ]
    buttons.append(Button(label="I don't know", send=f"{send} no", owner=person))
    buttons.append(Button(label="Enough questions", send="/start to hours", owner=person))
    title = f"Question {number} of at most 6"
    text = first + question_text(question)
    poll = poll_of(question, buttons[: len(question.options)])
    return Reply(title=title, text=text, buttons=tuple(buttons), poll=poll, private=True, expects=send, basis=_BASIS)


def _can_answer(question: Question, given: str) -> bool:
    """Tell whether words are a choice among options, so that nothing else is counted as a wrong answer."""
    said = given.lower().replace("’", "'").rstrip(" .!")
    return said in {*LETTERS[: len(question.options)], "no", "i don't know", "i dont know", "don't know", "idk"}


def _title(step: str) -> str:
    order = {"goal": 1, "where": 2, "hours": 3, "zone": 4, "time": 4, "partner": 5}
    return f"Start, {order[step]} of 5"
