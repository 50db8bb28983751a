"""Gives today's task: the learner's own, or what a first one would be."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.learners import Learners, LearnerSettings
from bot.core.reply import Basis, Button, Reply
from bot.core.study import Study
from bot.core.turn import Turn
from bot.core.zones import clock
from bot.features.taskcard import TaskCard

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
    "back after a break, what is my next step",
    "coffee in hand, what do you want me to do",
    "what shall we do today",
    "ok i'm here, what now",
    "what should i tackle next",
    "pick something for me to learn",
    "surprise me with a topic to study",
    "anything i can finish before dinner",
    "i've got the whole saturday, what should i work on",
    "45 min on the train, what can i read",
    "send me the exercise of the day",
    "did you prepare something for me today",
    "what is my lesson today",
    "my turn, what is the task",
    "can i have a small coding task now",
    "where do i continue today",
    "continue where i left off",
    "whats the plan for tonight",
    "i need something to do for my study hour",
    "assignment for today please",
    "gimme a quick one for today",
)
MOST_A_DAY = 9
"""Tasks of one day; whoever wants more has the whole roadmap."""


@dataclass(frozen=True, slots=True)
class Today:
    """`/today [more]`"""

    learners: Learners
    study: Study

    def __call__(self, turn: Turn) -> Reply:
        card = TaskCard(self.study)
        learner = self.learners.find(turn.request.person.id)
        if learner is None:
            text = "This is where the trail begins. With five taps the task fits what you know and the time you have."
            return card.first(LearnerSettings(), self.study.way(LearnerSettings()), text)
        now = turn.request.at
        on = now.astimezone(clock(learner.settings.zone)).date()
        standing = self.study.standing(learner, now)
        task = self.study.task(learner, on, now, standing)
        wants_more = not turn.guessed and turn.argument == "more"
        if task and wants_more and task.state not in ("open", "later"):
            if sum(one.date == on for one in standing.tasks) >= MOST_A_DAY:
                return _enough()
            task = self.study.give(learner, on, now, standing)
        return card.of(learner, task, standing, turn.request.person.id) if task else _at_the_end()


def _enough() -> Reply:
    text = "That was a long day. The next task comes tomorrow; until then every note is open to you."
    return Reply(text=text, buttons=(Button(label="Roadmap", send="/roadmap"),), basis=Basis(intent="today"))


def _at_the_end() -> Reply:
    text = "Nothing is left of your plan: you have been through every topic of your goal. What would you like next?"
    buttons = (
        Button(label="Choose a new goal", send="/start goal"),
        Button(label="Questions from earlier", send="/quiz"),
        Button(label="My progress", send="/progress"),
    )
    return Reply(title="The end of this trail", text=text, buttons=buttons, basis=Basis(intent="today"))
