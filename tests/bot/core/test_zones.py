"""A learner names a city in any spelling and gets its zone, or a sentence that helps."""

import subprocess
import sys
import zoneinfo
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.gazetteer import gazetteer
from bot.core.unclear import Unclear
from bot.core.zones import Found, find_zone, zones_version


def zone_of(text: str) -> str:
    found = find_zone(text)
    assert isinstance(found, Found), found
    assert found.typed == " ".join(text.split())
    return found.zone


def unclear(text: str) -> Unclear:
    found = find_zone(text)
    assert isinstance(found, Unclear), found
    return found


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("berlin", "Europe/Berlin"),
        ("  New   York ", "America/New_York"),
        ("são paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("SAO-PAULO", "America/Sao_Paulo"),
        ("Kolkata", "Asia/Kolkata"),
        ("calcutta", "Asia/Kolkata"),
        ("saigon", "Asia/Ho_Chi_Minh"),
        ("kiev", "Europe/Kyiv"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("sydney", "Australia/Sydney"),
    ],
)
def test_a_city_of_the_database_is_found_in_any_spelling(typed: str, zone: str) -> None:
    assert zone_of(typed) == zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("mumbai", "Asia/Kolkata"),
        ("Delhi", "Asia/Kolkata"),
        ("beijing", "Asia/Shanghai"),
        ("san francisco", "America/Los_Angeles"),
        ("munchen", "Europe/Berlin"),
        ("wroclaw", "Europe/Warsaw"),
        ("Xian", "Asia/Shanghai"),
        ("st louis", "America/Chicago"),
    ],
)
def test_a_big_city_that_the_database_does_not_name_is_found_too(typed: str, zone: str) -> None:
    assert zone_of(typed) == zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("AMERICA/new york", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Pacific", "America/Los_Angeles"),
        ("utc", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_zones_name_is_taken_in_any_case_and_old_names_give_way_to_new_ones(typed: str, zone: str) -> None:
    assert zone_of(typed) == zone


def test_a_country_keeps_its_own_name_though_it_shares_its_neighbours_clock_today() -> None:
    assert zone_of("Europe/Stockholm") == "Europe/Stockholm"
    assert zone_of("oslo") == "Europe/Oslo"


def test_a_country_with_one_clock_is_as_good_as_a_city() -> None:
    assert zone_of("india") == "Asia/Kolkata"
    assert zone_of("Iceland") == "Atlantic/Reykjavik"
    assert zone_of("UK") == "Europe/London"


def test_a_name_with_several_clocks_is_asked_back_with_each_of_them() -> None:
    assert unclear("birmingham").near == ("Europe/London", "America/Chicago")
    assert unclear("hyderabad").near == ("Asia/Kolkata", "Asia/Karachi")
    assert unclear("usa").near[0] == "America/New_York"
    assert unclear("Samoa").near == ("Pacific/Pago_Pago", "Pacific/Apia")
    assert unclear("portland").why == (
        "“portland” can mean more than one clock. Which is yours: America/Los_Angeles or America/New_York?"
    )


def test_a_country_or_state_after_a_comma_settles_which_city_is_meant() -> None:
    assert zone_of("Birmingham, UK") == "Europe/London"
    assert zone_of("Hyderabad, Pakistan") == "Asia/Karachi"
    assert zone_of("San Jose, Costa Rica") == "America/Costa_Rica"
    assert zone_of("Berlin, Germany") == "Europe/Berlin"
    assert zone_of("Lagos, somewhere") == "Africa/Lagos"


def test_a_city_in_the_wrong_country_is_not_guessed() -> None:
    assert unclear("Paris, Texas").near == ("Paris",)


@pytest.mark.parametrize("typed", ["UTC+2", "gmt + 2", "+02:00", "+2", "utc+0200", "+2h"])
def test_an_offset_is_answered_with_cities_because_clocks_change(typed: str) -> None:
    answer = unclear(typed)
    assert "most clocks are changed twice a year. Name a city" in answer.why
    assert "Europe/Paris" in answer.near
    assert not any(zone.startswith("Antarctica/") for zone in answer.near), "no learner lives there"


def test_a_half_hour_and_a_negative_offset_suggest_their_cities() -> None:
    assert "Asia/Kolkata" in unclear("+05:30").near
    assert "America/Sao_Paulo" in unclear("UTC−3").near
    assert unclear("UTC+99").near == ()


def test_an_abbreviation_is_answered_with_a_city_for_each_clock_it_can_mean() -> None:
    assert unclear("IST").near == ("Europe/Dublin", "Asia/Kolkata")
    assert "America/New_York" in unclear("est").near
    assert "Europe/Paris" in unclear("CET").near


@pytest.mark.parametrize(
    "typed",
    [
        *("posixrules", "localtime", "Factory", "EST5EDT", "Etc/GMT+5", "posix/Europe/Berlin", "right/UTC"),
        *("", " ", ".", "..", "../x", "/", "/etc/passwd", "\0", "tzdata.zi", "zone.tab"),
        *("東京", ",", "*" * 50, "x" * 5_000),
    ],
)
def test_what_is_no_place_is_never_a_zone_and_never_an_error(typed: str) -> None:
    assert unclear(typed).why.endswith((".", "?"))


def test_america_alone_is_a_folder_of_the_database_and_is_asked_back() -> None:
    assert "America/New_York" in unclear("America").near
    assert "America/New_York" in unclear("America/").near


def test_a_slip_of_the_finger_is_offered_what_it_nearly_is() -> None:
    assert unclear("berln").near == ("Berlin", "Bern")
    assert unclear("bangalor").why == "I do not know a place called “bangalor”. Did you mean Bangalore?"
    assert unclear("Europe/Berln").near[0] == "Berlin"


def test_an_answer_repeats_no_markup_and_no_wall_of_text() -> None:
    assert unclear("**[x](http://y)** @everyone").why.startswith("I do not know a place called “x(http://y) everyone”")
    assert unclear("x\0\u202ey\u200b").why.startswith("I do not know a place called “xy”.")
    assert unclear("y" * 60).why.startswith(f"I do not know a place called “{'y' * 40}…” Try")
    assert unclear("y" * 61).why.startswith("Which city sets your clock?")


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(text: str) -> None:
    answer = find_zone(text)
    assert isinstance(answer, Unclear) or ZoneInfo(answer.zone)


def test_every_zone_that_can_be_found_exists_and_every_suggestion_can_be_typed() -> None:
    known = gazetteer()
    for zone in {*known.names.values(), *(zone for zones in known.places.values() for zone in zones)}:
        assert ZoneInfo(zone)
        assert zone_of(zone) == zone
    for name in known.spellings.values():
        answer = find_zone(name)
        assert isinstance(answer, Found) or all(zone_of(zone) == zone for zone in answer.near)


def test_every_listed_place_keeps_a_zone_of_its_country() -> None:
    def rows(text: str, separator: str) -> list[list[str]]:
        return [line.split(separator) for line in text.splitlines() if line and not line.startswith("#")]

    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    zones = {(row[0], row[2]) for row in rows(table, "\t")}
    places = rows((resources.files("bot.core") / "places.txt").read_text(encoding="utf-8"), " | ")
    assert len(places) > 150
    assert [place for place, country, zone in places if (country, zone) not in zones] == []
    assert len({tuple(row) for row in places}) == len(places)


def test_the_pinned_database_is_in_use_and_the_machines_is_not() -> None:
    assert zoneinfo.TZPATH == ()
    assert zones_version() >= "2026f"
    # 2026f is the first where British Columbia no longer sets its clocks back; older copies say -8 hours
    program = (
        "from datetime import datetime; from bot.core.zones import clock, use_pinned_zones;"
        "clock('America/Vancouver'); use_pinned_zones();"
        "print(datetime(2026, 12, 1, tzinfo=clock('America/Vancouver')).utcoffset().total_seconds() / 3600)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "-7.0"


def test_importing_changes_nothing() -> None:
    program = (
        "import zoneinfo; was = zoneinfo.TZPATH; import bot.core.zones, bot.core.due; print(was == zoneinfo.TZPATH)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "True"
