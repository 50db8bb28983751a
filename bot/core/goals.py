"""Where somebody wants to get to: a few named goals, or any single topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from bot.core.trail import foundations
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Stage


@dataclass(frozen=True, slots=True)
class Goal:
    """Whole stages and single topics to aim for; what they rest on is never named, and never left out."""

    id: str
    title: str
    about: str
    stages: tuple[Stage, ...] = ()
    topics: tuple[str, ...] = ()

    def reach(self, curriculum: Curriculum) -> frozenset[str]:
        """Return every topic on the way to this goal, the prerequisites included."""
        aims = {note.id for note in curriculum.trail if note.front.stage in self.stages}
        return foundations(curriculum, aims | set(self.topics))


GOALS = (
    Goal(
        id="engineer",
        title="Machine-learning engineer",
        about="Program, prepare data, train and judge models, and put one into production.",
        stages=("start", "core-ml", "evaluation"),
        topics=(
            "project-first-program",
            "git",
            "sql",
            "algorithms",
            "eda",
            "project-image-classifier",
            "project-sentiment",
            "fine-tuning",
            "lstm",
            "fastapi",
            "cd",
            "mlops",
            "mlflow",
            "monitoring",
            "pipelines",
            "cloud-platforms",
            "project-end-to-end",
        ),
    ),
    Goal(
        id="data-science",
        title="Data analysis and first models",
        about="Ask a table questions, clean it, draw it, and make first predictions from it.",
        stages=("data",),
        topics=("git", "sql", "charts", "ab-testing", "scikit-learn", "project-house-prices", "project-segments"),
    ),
    Goal(
        id="classic-ml",
        title="Machine learning on tables",
        about="The core algorithms, how to judge them, and three projects: prices, spam, customer groups.",
        stages=("core-ml", "evaluation"),
    ),
    Goal(
        id="deep-networks",
        title="Deep learning",
        about="Neural networks for pictures and language, from one neuron to transformers.",
        stages=("deep-learning",),
        topics=("project-sentiment",),
    ),
    Goal(
        id="production",
        title="Models in production",
        about="Serve a model, watch it, and renew it without fear.",
        stages=("production",),
    ),
    Goal(
        id="whole-trail",
        title="The whole trail",
        about="Every topic we have a note on, the rare ones included.",
        stages=get_args(Stage),
    ),
)


def find_goal(curriculum: Curriculum, id: str) -> Goal | None:
    """Return a named goal, or the goal of learning one topic; None for an id that is neither."""
    for goal in GOALS:
        if goal.id == id:
            return goal
    if topic := curriculum.topics.get(id):
        return Goal(id=id, title=topic.title, about="This one topic, and what it rests on.", topics=(id,))
    return None
