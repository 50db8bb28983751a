"""Says what to do today; until there is a plan of your own, the first steps of the trail."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.reply import Basis, Reply, ScoredTopic
from bot.core.turn import Turn
from bot.features.cards import open_button
from knowledge.notes.curriculum import Curriculum

PHRASES = (
    "what should i do today",
    "what should i study today",
    "what should i learn now",
    "give me today's task",
    "what's my task for today",
    "todays exercise please",
    "task for today",
    "give me something to do today",
    "give me a task",
    "give me the next task",
    "next exercise",
    "give me homework",
    "i am bored, give me an exercise",
    "what do i work on today",
    "what is next on my list for today",
    "daily task",
    "my study task for this evening",
    "anything short i can practise tonight",
    "i have an hour, what should i study now",
    "got 30 minutes free, give me a task",
    "i only have a quarter of an hour, what can i do",
    "i have time now, what's up for me",
    "assign me something to practice today",
    "what is on for today",
    "what's on my plan this evening",
    "i just woke up and want to study, what is up",
    "ready for today, what is it",
    "today's challenge please",
    "give me a small exercise for the lunch break",
    "tell me what to study this weekend",
)
STEPS = 3


@dataclass(frozen=True, slots=True)
class Today:
    """`/today`"""

    curriculum: Curriculum

    def __call__(self, turn: Turn) -> Reply:
        at_hand = self.curriculum.topics.get(turn.topic or "")
        ids = self.curriculum.next_after(at_hand.id, STEPS) if at_hand else self._first_steps()
        topics = [self.curriculum.topics[id] for id in ids]
        if not topics:
            return Reply(text="There are no topics yet.", basis=Basis(intent="today", answered=False, confidence=0))
        today = topics[0]
        after = f"You were at **{at_hand.title}**. Next:" if at_hand else "The first steps of the roadmap:"
        minutes = today.front.effort.theory * 60
        lines = [f"{number}. **{topic.title}**" for number, topic in enumerate(topics, 1)]
        return Reply(
            title=f"Today: {today.title}",
            text=f"{after}\n\n"
            + "\n".join(lines)
            + f"\n\nRead the first one (about {minutes:.0f} minutes), then do this:"
            f"\n\n{today.sections['Try it']}",
            buttons=tuple(open_button(self.curriculum, topic.id) for topic in topics),
            basis=Basis(
                intent="today",
                topics=tuple(ScoredTopic(id=topic.id, title=topic.title, score=0.5) for topic in topics),
            ),
        )

    def _first_steps(self) -> tuple[str, ...]:
        practical = [note.id for note in self.curriculum.trail if note.id.startswith("python-")]
        return tuple(practical or [note.id for note in self.curriculum.trail])[:STEPS]
