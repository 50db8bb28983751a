"""Old messages go once an hour, and a backup is made once a day."""

from datetime import UTC, datetime, timedelta

from scheduler.housekeeping import Housekeeping

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_rooms_are_cleared_once_an_hour_and_a_backup_comes_once_a_day() -> None:
    cleared: list[datetime] = []
    backups: list[datetime] = []

    def clear(before: datetime) -> int:
        cleared.append(before)
        return 0

    tidy = Housekeeping([(clear, timedelta(days=14))], backups.append, NOON)
    for minutes in range(0, 49 * 60, 10):
        tidy(NOON + timedelta(minutes=minutes))
    assert cleared[0] == NOON - timedelta(days=14)
    assert len(cleared) == 49
    assert backups == [NOON + timedelta(days=1), NOON + timedelta(days=2)]
