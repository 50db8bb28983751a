"""Says what notes can't know: prices, limits, dates, versions and news, which change."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.inbox import Inbox
from bot.core.reply import Basis, Reply
from bot.core.turn import Turn
from bot.features.cards import links_of, open_button
from knowledge.library import Library

PHRASES = (
    "how much does a gpu cost per hour on aws right now",
    "what does a gpu cost today",
    "what is the price of a colab pro subscription",
    "how much is coursera plus per month at the moment",
    "what does the udemy course cost with the discount now",
    "is there a discount on the course this week",
    "how many free gpu hours do i get this month",
    "how many free minutes do i have left this month",
    "how many hours of free tpu per week at the moment",
    "what is the current free tier limit",
    "how much storage is free on the platform now",
    "what is the newest version of pytorch",
    "which version of python is the latest today",
    "is python 3.15 out yet",
    "when does the next cohort start",
    "is the course enrolment open now",
    "can i still register for this year's bootcamp",
    "what is the deadline of the current kaggle competition",
    "when does the competition end",
    "what is the prize money of the running competition",
    "who won the latest kaggle competition",
    "who is number one on the leaderboard now",
    "which language model is the best this month",
    "what is the newest model that was released",
    "how many members does the discord server have today",
    "is the website down right now",
    "is huggingface down at the moment",
    "how many job openings are there right now for ml engineers",
    "what is the current salary of a data scientist in berlin",
    "how much does google pay ml engineers this year",
    "what did openai release yesterday",
    "what is new in machine learning this week",
    "how much is the certificate fee at the moment",
    "what is the exchange rate for the course price",
    "when is the next meetup in my city",
    "who is online right now",
    "what is the password of the server",
    "what is my grade in the course",
    "did my friend finish the course",
    "what does the exam cost today",
    "price of a used rtx card these days",
    "what do they charge for a month of the platform",
    "is there a student discount at the moment",
    "how long is the waiting list right now",
    "how many seats are left in the bootcamp",
    "which version do i get if i install it today",
    "was there a new release this week",
    "has the new model come out already",
    "who leads the benchmark these days",
    "who got the award this year",
    "which paper won at the conference this summer",
    "who is speaking at the meetup next week",
    "when is the next conference",
    "what time does the webinar start",
    "when will the results be published",
    "how many people have signed up so far",
    "how many stars does the repository have now",
    "how big is the team at the company today",
    "is the api working right now",
    "why is the site slow today",
    "did the rate limit change recently",
    "what is the quota on the free plan at present",
    "how many credits do i still have",
    "what did my classmate get on the test",
    "when is my homework due",
    "which mark did the teacher give me",
    "who in our group has finished",
    "what is my teammate's email address",
    "what is the admin's phone number",
    "what is the wifi password",
    "what did the moderator say yesterday",
    "is the job at that company still open",
    "what does a junior earn in paris this year",
    "how much is the dollar today",
    "what is the weather for the meetup",
    "what is trending on kaggle today",
    "is the course closed for the holidays",
    "how much does chatgpt plus cost now",
    "what is the monthly price of a chatbot subscription",
    "when does the next gpt come out",
)


@dataclass(frozen=True, slots=True)
class Changing:
    """No command of its own: plain words that ask for something that changes lead here."""

    library: Library
    inbox: Inbox

    def __call__(self, turn: Turn) -> Reply:
        self.inbox.keep_unanswered(turn.argument, turn.request.at)
        answer = self.library.answer(turn.question)
        curriculum = self.library.curriculum
        near = [found.id for found in answer.found[:2] if curriculum.note(found.id)] if answer.answered else []
        text = "I can't know that: it changes, and my notes don't follow it. The official page has today's answer."
        if near:
            text += "\n\nRelated notes, which don't answer it:"
        return Reply(
            text=text,
            links=tuple(link for id in near[:1] for link in links_of(curriculum, id))[:2],
            buttons=tuple(open_button(curriculum, id) for id in near),
            basis=Basis(intent="decline", answered=False, confidence=min(answer.confidence, 0.49)),
        )
