"""The commands table: all that the bot can do, one row each, in the order that help shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.core.calls import Calls, Volunteers
from bot.core.commands import Command
from bot.core.communities import Communities
from bot.core.inbox import Inbox
from bot.core.learners import Diary, Learners, TaskState
from bot.core.links import Links
from bot.core.partners import Addresses, Cadence, Cadences, Companies, Seekers
from bot.core.places import Places
from bot.core.rounds import Held
from bot.core.study import Study
from bot.core.traces import Traces
from bot.core.trouble import sounds_stuck
from bot.core.underneath import Underneath
from bot.features import (
    about,
    changing,
    gap,
    hint,
    link,
    missing,
    partner,
    people,
    plan,
    privacy,
    progress,
    quiz,
    resource,
    roadmap,
    settings,
    skip,
    start,
    stuck,
    tasks,
    today,
    volunteer,
)
from bot.features import help as helping
from bot.features.answercard import AnswerCard
from bot.features.ask import Ask
from bot.features.calling import Calling
from bot.features.feedback import Feedback
from bot.features.leaning import Leaning
from bot.features.pictures import RoadmapPictures
from bot.features.rounds import PartnerRounds
from bot.features.standing import Standings
from bot.features.stuck_prompt import NotStuck
from bot.features.tasks import Proved
from bot.features.theorycard import TheoryCard
from bot.features.topic import OpenTopic
from bot.features.trailmate import PARTS, SetUp
from knowledge.library import Library
from knowledge.named.asked_order import AskedOrder
from knowledge.named.order import Order
from knowledge.named.topic_names import TopicNames
from knowledge.notes.curriculum import Curriculum
from knowledge.statements import Statements


@dataclass(frozen=True, slots=True)
class Ports:
    """What the features need from outside."""

    inbox: Inbox
    learners: Learners
    diary: Diary
    proved: Proved
    communities: Communities
    places: Places
    seekers: Seekers
    addresses: Addresses
    companies: Companies
    cadences: Cadences
    next_round: partner.NextRound
    try_out: Callable[[Cadence, datetime], Held]
    traces: Traces
    links: Links
    calls: Calls
    volunteers: Volunteers


PERSONAL = 0.58
"""How near plain words must be to a command about a learner's own things: “i forget everything” is no wish to leave."""


def commands(library: Library, ports: Ports) -> tuple[Command, ...]:
    """Return the table, each row with the feature that answers it."""
    notes, inbox, learners = library.curriculum, ports.inbox, ports.learners
    study = Study(notes, ports.diary)
    topics = OpenTopic(notes)
    questions = quiz.Quiz(library, topics, learners, study)
    names = TopicNames(notes)
    order = Order(notes, names)
    standings, asked_order = Standings(notes, order), AskedOrder(notes, names, order)
    cards = AnswerCard(library, Statements(library), standings, asked_order)
    ask = Ask(library, topics, questions, inbox, cards, Leaning(library, cards, inbox))
    pictures = RoadmapPictures(notes)
    shown_roadmap = roadmap.ShowRoadmap(notes, topics, pictures, standings, asked_order)
    choices = settings.Settings(notes, learners)
    underneath = Underneath(learners, study)
    walk = gap.FindGap(underneath, missing.Missing(library, underneath))
    answered: Callable[[TaskState], tasks.AnswerTask] = partial(tasks.AnswerTask, learners, study, ports.proved)
    partners = _partner(notes, ports)
    calling = Calling(ports.calls, ports.volunteers, learners, ports.addresses)
    asking = people.People(notes, learners, ports.communities, ports.seekers, ports.calls, calling, underneath)
    rows: list[Command] = []
    rows += [
        Command("ask", "get the note that answers a question", "QUESTION", "/ask what is overfitting", ask, ASKING,
                completes="topics"),
        Command("start", "set up your plan in five taps", "", "/start",
                start.Start(choices, study), start.PHRASES, near=PERSONAL, personal=True),
        Command("today", "get the task that fits today", "", "/today", today.Today(learners, study), today.PHRASES,
                personal=True),
        Command("done", "say that a task is done", "[TASK]", "/done", answered("done"), tasks.DONE, near=PERSONAL,
                personal=True),
        Command("stuck", "find the theory you are missing", "[WHAT]", "/stuck chain rule",
                stuck.Stuck(library, ask, TheoryCard(underneath), walk), stuck.PHRASES,
                recognises=sounds_stuck, listens=True, personal=True),
        Command("plan", "see your way to the goal in weeks", "", "/plan",
                plan.ShowPlan(choices, study), plan.PHRASES, near=PERSONAL, personal=True),
        Command("progress", "see how far you have come", "", "/progress",
                progress.Progress(learners, study, pictures), progress.PHRASES, near=PERSONAL,
                personal=True),
        Command("skip", "leave a topic out of your plan", "TOPIC", "/skip sql",
                skip.Skip(topics, learners, ports.diary), personal=True, completes="topics"),
        Command("topic", "open a note or a part of it", "NAME [PART]", "/topic recall example", topics,
                completes="topics"),
        Command("roadmap", "see the stages, a stage, a source", "[NAME]", "/roadmap core-ml",
                shown_roadmap, roadmap.PHRASES, recognises=shown_roadmap.recognises),
        Command("quiz", "answer short questions on what you learned", "[TOPIC]", "/quiz recall",
                questions, quiz.PHRASES, recognises=quiz.says_quiz, completes="topics"),
        Command("partner", "find somebody to study with", "[WHAT]", "/partner join",
                partners, partner.PHRASES, personal=True, parts=partner.PARTS),
        Command("settings", "time, zone, days, pause, quiet hours", "[NAME VALUE]", "/settings time 8:30",
                choices, settings.PHRASES, near=PERSONAL, personal=True),
        Command("privacy", "what I keep about you; export; forget", "", "/privacy",
                privacy.Privacy(learners, notes, partners.meetings.leave_all), privacy.PHRASES, near=PERSONAL,
                personal=True),
        Command("useful", "say whether the last answer helped", "yes|no", "/useful yes", Feedback(inbox),
                personal=True),
        Command("trailmate", "choose what I do in this community", "[NAME VALUE]", "/trailmate setup",
                _set_up(ports), who="owner", personal=True, parts=PARTS),
        Command("help", "see this list", "", "/help", helping.Help(lambda: rows), helping.PHRASES),
        Command("later", "put a task off", "[TASK]", "/later", answered("later"), tasks.LATER,
                near=PERSONAL, personal=True, listed=False),
        Command("easy", "a task was too easy", "[TASK]", "/easy", answered("too-easy"), personal=True, listed=False),
        Command("hard", "a task was too hard", "[TASK]", "/hard", answered("too-hard"), personal=True, listed=False),
        Command("resource", "open a resource of a note", "TOPIC NUMBER", "/resource recall 1",
                resource.OpenResource(notes, learners, ports.diary), personal=True, listed=False),
        Command("gap", "answer a question on the way to a gap", "WALK", "/gap",
                walk, personal=True, listed=False),
        Command("hint", "more help on a topic", "TOPIC", "/hint recall",
                hint.Hint(notes, underneath, asking.opening), personal=True, listed=False),
        Command("hello", "greet", "", "/hello", helping.greet, helping.GREETINGS, listed=False,
                courtesy=True),
        Command("about", "hear what I am", "", "/about", about.about, about.PHRASES, near=PERSONAL, listed=False),
        Command("thanks", "thank", "", "/thanks", helping.take_thanks, helping.THANKS, listed=False,
                courtesy=True),
        Command("link", "use one plan on two platforms", "[CODE]", "/link", link.Link(learners, ports.links),
                link.PHRASES, near=PERSONAL, personal=True),
        Command("changing", "what notes can't know", "", "/changing",
                changing.Changing(library, inbox), changing.PHRASES, listed=False),
        Command("check", "answer one question", "[TOPIC [NUMBER [ANSWER]]]", "/check recall 2 b",
                questions, listed=False),
        Command("notstuck", "say that you are not stuck", "DATE SIGNAL", "/notstuck 2026-11-21 waits",
                NotStuck(learners, ports.traces, ports.proved), listed=False),
        Command("volunteer", "be asked about what you finished", "[WHAT]", "/volunteer on",
                _volunteering(notes, ports, calling, partners), volunteer.PHRASES, near=PERSONAL, personal=True,
                parts=volunteer.PARTS),
        Command("people", "ask people about a topic", "TOPIC", "/people recall", asking, people.PHRASES,
                near=PERSONAL, personal=True, listed=False),
    ]  # fmt: skip
    return tuple(rows)


def _set_up(ports: Ports) -> SetUp:
    rounds = PartnerRounds(ports.cadences, ports.next_round, ports.try_out)
    return SetUp(ports.communities, ports.places, rounds)


def _partner(notes: Curriculum, ports: Ports) -> partner.Partner:
    return partner.Partner(
        notes,
        ports.learners,
        ports.seekers,
        ports.companies,
        ports.cadences,
        ports.communities,
        ports.addresses,
        ports.next_round,
    )


def _volunteering(
    notes: Curriculum, ports: Ports, calling: Calling, partners: partner.Partner
) -> volunteer.Volunteering:
    return volunteer.Volunteering(
        notes,
        ports.learners,
        ports.diary,
        ports.seekers,
        ports.volunteers,
        ports.calls,
        calling,
        partners.cards,
        ports.proved,
    )


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
    "how many hours a week do i need",
    "is 4 hours a week enough",
    "i have maybe 3 hours a week, is that enough",
    "do i really need it",
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
    "what is inside chatgpt",
    "how does chatgpt work",
    "where can i rent a strong gpu by the hour",
    "which companies offer gpus for training",
    "i bought several courses and finished none of them",
    "link of the discord server for study partners",
    "is there a book in the roadmap",
    "what must i still do after the plan to get hired",
    "group or alone, what does the roadmap say",
    "i started many courses and finished none of them",
    "is there a free course on pandas",
    "the roadmap's playlist for algorithms",
    "who made the roadmaps, and which sources do you have",
    "where is the diagram of the outline",
    "where do i see other people's notebooks",
    "when does it start with deep learning in the plan",
)
"""How questions sound, so that they are not taken for commands."""
