"""Once a week, what a community is stuck on: the theory, its example, and an invitation to study it together."""

from __future__ import annotations

from bot.core.reply import Basis, Button, Reply, ScoredTopic, Section
from bot.features.cards import links_of, sources_of, where_from
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote

_INVITATION = (
    "Answer here with an hour that suits you. Bring the line or the step that makes no sense; "
    "whoever got past it says what helped. Half an hour is enough."
)


def together(curriculum: Curriculum, note: TopicNote) -> Reply:
    """Return the weekly post about a topic that several members are stuck on; it names nobody and no number."""
    text = f"Several of you got stuck on **{note.title}** this week. Then its theory is worth a second look."
    return Reply(
        title=f"Stuck? Study this together: {note.title}",
        text=f"{text}\n\n{note.sections['What it is']}",
        sections=(
            Section(title="Example", text=note.sections["Example"]),
            Section(title="A study session", text=_INVITATION),
            where_from(curriculum, note.id, "What it is"),
        ),
        links=links_of(curriculum, note.id)[:2],
        buttons=(
            Button(label="Where people get stuck", send=f"/topic {note.id} stuck"),
            Button(label="Check yourself", send=f"/check {note.id}"),
            Button(label="Find a partner", send="/partner"),
        ),
        basis=Basis(
            intent="stuck",
            topics=(ScoredTopic(id=note.id, title=note.title, score=1.0),),
            sources=sources_of(curriculum, note.id, "What it is"),
        ),
    )
