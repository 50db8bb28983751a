"""The commands table: all that the bot can do, one row each, in the order that help shows."""

from __future__ import annotations

from bot.core.commands import Command
from bot.core.inbox import Inbox
from bot.features import changing, check, partner, roadmap, stuck, today
from bot.features import help as helping
from bot.features.ask import Ask
from bot.features.feedback import Feedback
from bot.features.pictures import RoadmapPictures
from bot.features.topic import OpenTopic
from knowledge.library import Library


def commands(library: Library, inbox: Inbox) -> tuple[Command, ...]:
    """Return the table, each row with the feature that answers it."""
    notes = library.curriculum
    topics = OpenTopic(notes)
    quiz = check.Check(notes)
    ask = Ask(library, topics, quiz, inbox)
    rows: list[Command] = []
    rows += [
        Command("ask", "get the note that answers a question", "QUESTION", "/ask what is overfitting", ask, ASKING),
        Command("topic", "open a note or a part of it", "NAME [PART]", "/topic recall example", topics),
        Command("roadmap", "see the stages, a stage, a source", "[NAME]", "/roadmap core-ml",
                roadmap.ShowRoadmap(notes, topics, RoadmapPictures(notes)), roadmap.PHRASES),
        Command("today", "get something to do today", "", "/today", today.Today(notes), today.PHRASES),
        Command("stuck", "find the theory you are missing", "[WHAT]", "/stuck chain rule",
                stuck.Stuck(library, ask), stuck.PHRASES),
        Command("check", "answer a question on one topic or several", "[TOPIC]", "/check recall", quiz, check.PHRASES),
        Command("partner", "find somebody to study with", "", "/partner", partner.Partner(notes), partner.PHRASES),
        Command("useful", "say whether the last answer helped", "yes|no", "/useful yes", Feedback(inbox)),
        Command("help", "see this list", "", "/help", helping.Help(lambda: rows), helping.PHRASES),
        Command("hello", "greet", "", "/hello", helping.greet, helping.GREETINGS, listed=False),
        Command("thanks", "thank", "", "/thanks", helping.take_thanks, helping.THANKS, listed=False),
        Command("changing", "what notes can't know", "", "/changing",
                changing.Changing(library, inbox), changing.PHRASES, listed=False),
    ]  # fmt: skip
    return tuple(rows)


ASKING = (
    "what is gradient descent",
    "how does a random forest work",
    "difference between precision and recall",
    "why does my model overfit",
    "ValueError: shapes not aligned",
    "should i learn maths or python first",
    "how long does it take to become an ml engineer",
    "what should i learn next after supervised learning",
    "what comes after numpy and pandas in the roadmap",
    "which course or playlist for sql",
    "link to the python playlist",
    "what topic is in weeks 13 and 14 of the plan",
    "where did the roadmap say to learn binary numbers",
    "suggest a project with real estate data",
    "do i need docker",
    "i feel too stupid for this, should i give up",
    "is group study better than studying alone",
    "i don't understand backpropagation",
    "cannot follow the bayes exercise",
    "my loss is nan",
    "how many layers should my network have",
    "how much maths do i need",
    "how much python is enough",
    "what is the salary of a machine learning engineer",
    "do i need a phd to get a job",
    "which is better, pytorch or tensorflow",
    "how do i start a portfolio on github",
    "explain transformers to me",
    "what is today's order of study in the roadmap",
    "can you help me understand the chain rule",
    "how do i help my model generalise",
    "is there a free course for statistics",
    "which version control tool for data",
)
"""How questions sound, so that they are not taken for commands."""
