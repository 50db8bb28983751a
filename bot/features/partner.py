"""Answers who looks for company; until matching is here, with the advice on group study."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.reply import Basis, Reply, ScoredTopic
from bot.core.turn import Turn
from bot.features.cards import links_of, sources_of, unfold_buttons, where_from
from knowledge.notes.curriculum import Curriculum

PHRASES = (
    "find me a study partner",
    "find me a studdy parnter",
    "looking for a study budy",
    "find me someone to study with",
    "i need a study buddy",
    "anyone want to learn together",
    "anybody up for studying together tonight",
    "looking for people to study with",
    "looking for two or three people for a reading group",
    "who else is at the same stage as me",
    "who else is on week 9, let's do it together",
    "who wants to pair up for the statistics weeks",
    "can you match me with another learner",
    "match me with someone at my level please",
    "pair me with somebody in my time zone",
    "i want to join a study group",
    "is there a group i can join",
    "any beginners here who want to team up",
    "is anybody learning deep learning right now, want to team up",
    "searching a partner for kaggle competitions",
    "search partner for a small project, beginner level",
    "i feel alone learning this, is there a group",
    "learning alone is hard, can i get somebody to learn with",
    "i need an accountability partner",
    "someone to keep me accountable every week",
    "want to do pair programming with somebody",
    "anyone from india learning machine learning too",
    "any spanish speakers learning this who want to meet on voice chat",
    "is someone free on saturday mornings to study together",
    "can somebody learn linear algebra with me",
    "do you know another member who is doing the pandas part",
    "connect me with other learners",
    "partner for the next weeks please",
    "find me a partner for the deep learning part",
    "i would like to study with a woman who also works full time",
    "my study partner left, can i get a new one",
    "let's learn together, who is in",
    "mentor or buddy wanted",
    "i'm doing the sql part, who joins me",
    "we are two and look for a third one to study with",
    "hi all, i am new and would love a buddy to go through the roadmap with",
    "any women here learning ml, i would like to study together",
    "who is online and wants to study now",
    "does anybody want to be my accountability buddy",
    "looking for teammates for a project",
    "need a teammate for a hackathon",
    "is someone else struggling with this chapter, we could meet",
    "can you introduce me to other beginners",
    "i want to study with someone from my country",
    "anyone in the same time zone as me",
    "i'm in australia, is anybody awake to study with",
    "looking for a mentor",
    "can i mentor somebody",
    "i'd rather study in a pair",
    "how can i find people in here to learn with",
    "form a group of four for the maths part",
    "let's make a reading circle, who wants",
    "somebody to explain things to each other every sunday",
    "want a partner who also has kids and little time",
    "my buddy stopped answering, find me somebody else",
    "group for people who start from zero?",
    "who wants to do the python weeks with me",
    "we could hold each other to our goals, anyone",
    "add me to a study circle",
    "is there somebody i can call when i study",
    "weekly check-in partner wanted",
)
NOTE = "group-study"


@dataclass(frozen=True, slots=True)
class Partner:
    """`/partner`"""

    curriculum: Curriculum

    def __call__(self, _turn: Turn) -> Reply:
        advice = self.curriculum.advice.get(NOTE)
        if advice is None:
            text = "I can't match you with anybody yet. Ask in your community's channel who is at your stage."
            return Reply(text=text, basis=Basis(intent="partner"))
        first = "I can't match people myself yet. This is what works until then."
        return Reply(
            title=advice.title,
            text=f"{first}\n\n{advice.sections['Short answer']}\n\n**Do this next:** {advice.sections['Do this next']}",
            sections=(where_from(self.curriculum, NOTE, "Short answer"),),
            links=links_of(self.curriculum, NOTE),
            buttons=unfold_buttons(self.curriculum, NOTE, "Do this next"),
            basis=Basis(
                intent="partner",
                topics=(ScoredTopic(id=NOTE, title=advice.title, score=1.0),),
                sources=sources_of(self.curriculum, NOTE, "Short answer"),
            ),
        )
