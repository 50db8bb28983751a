"""What Discord refuses in components: buttons, menus, the newer layout and modals (developers/components)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.discord_server.errors import Json, Problem

ROW, BUTTON, STRING_MENU, TEXT_INPUT = 1, 2, 3, 4
MENUS = (STRING_MENU, 5, 6, 7, 8)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
ROWS, BUTTONS, OPTIONS = 5, 5, 25
COMPONENTS, TEXT_UNITS = 40, 4000
LINK, PREMIUM = 5, 6
IN_CONTAINER = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _length(path: tuple[str | int, ...], value: object, least: int, most: int) -> Iterator[Problem]:
    """Find a text or a list that is missing, or not between `least` and `most` long."""
    size = _units(value) if isinstance(value, str) else len(value) if isinstance(value, list) else 0
    if size < least and not value:
        yield Problem(path, "BASE_TYPE_REQUIRED", "This field is required")
    elif not least <= size <= most:
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def every(components: list[Json]) -> Iterator[Json]:
    """Yield components and all that is inside them."""
    for component in components:
        yield component
        yield from every(component.get("components") or [])
        for key in ("accessory", "component"):
            if component.get(key):
                yield from every([component[key]])


def media(components: list[Json]) -> Iterator[str]:
    """Yield the addresses of pictures and files that components show."""
    for component in every(components):
        for shown in (component.get("media"), component.get("file"), *_gallery(component)):
            if shown:
                yield str(shown.get("url"))


def _gallery(component: Json) -> Iterator[Json]:
    return (item.get("media") or {} for item in component.get("items") or [])


def component_problems(components: list[Json], *, modern: bool) -> Iterator[Problem]:
    """Find what is wrong with a message's components; `modern` ones are the second version."""
    if not modern and len(components) > ROWS:
        yield Problem(("components",), "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {ROWS} in length.")
    flat = list(every(components))
    if modern and len(flat) > COMPONENTS:
        yield Problem(("components",), "BASE_TYPE_MAX_LENGTH", f"Must be {COMPONENTS} or fewer in length.")
    if sum(_units(str(each.get("content", ""))) for each in flat if each.get("type") == TEXT) > TEXT_UNITS:
        wrong = f"Component text exceeds maximum size of {TEXT_UNITS}"
        yield Problem(("components",), "MAX_COMPONENT_TEXT_SIZE_EXCEEDED", wrong)
    allowed = IN_CONTAINER | {CONTAINER} if modern else {ROW}
    yield from _group(components, allowed)
    yield from _repeated(flat)


def _repeated(flat: list[Json]) -> Iterator[Problem]:
    """Find ids that name two components."""
    for id, times in Counter(each["custom_id"] for each in flat if each.get("custom_id")).items():
        if times > 1:
            wrong = f"Component custom id cannot be duplicated: {id}"
            yield Problem(("components",), "COMPONENT_CUSTOM_ID_DUPLICATED", wrong)


def _group(components: list[Json], allowed: set[int]) -> Iterator[Problem]:
    for index, component in enumerate(components):
        for problem in _single(component, allowed):
            yield problem.under("components", index)


def _single(component: Json, allowed: set[int]) -> Iterator[Problem]:
    kind = component.get("type")
    if kind in allowed:
        yield from _one(component, int(kind))
    else:
        wrong = f"Value of field 'type' must be one of {tuple(sorted(allowed))}."
        yield Problem(("type",), "UNION_TYPE_CHOICES", wrong)


def _one(component: Json, kind: int) -> Iterator[Problem]:
    inside = component.get("components") or []
    if kind == ROW:
        yield from _row(inside)
    elif kind == BUTTON:
        yield from _button(component)
    elif kind in MENUS:
        yield from _menu(component)
    elif kind == SECTION:
        yield from _length(("components",), inside, 1, 3)
        yield from _group(inside, {TEXT})
        for problem in _single(component.get("accessory") or {}, {BUTTON, THUMBNAIL}):
            yield problem.under("accessory")
    elif kind == TEXT:
        yield from _length(("content",), component.get("content"), 1, TEXT_UNITS)
    elif kind == GALLERY:
        yield from _length(("items",), component.get("items"), 1, 10)
    elif kind == CONTAINER:
        yield from _length(("components",), inside, 1, COMPONENTS)
        yield from _group(inside, IN_CONTAINER)
    elif kind == TEXT_INPUT:
        yield from _text_input(component)


def _row(inside: list[Json]) -> Iterator[Problem]:
    yield from _length(("components",), inside, 1, BUTTONS)
    yield from _group(inside, {BUTTON, *MENUS})
    if len(inside) > 1 and any(each.get("type") in MENUS for each in inside):
        wrong = "The specified component exceeds the maximum width"
        yield Problem(("components", 1), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", wrong)


def _button(button: Json) -> Iterator[Problem]:
    style = button.get("style")
    if style not in range(1, PREMIUM + 1):
        yield Problem(("style",), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
    if style == LINK:
        yield from _length(("url",), button.get("url"), 1, 512)
        if not str(button.get("url", "")).startswith(("http://", "https://", "discord://")):
            yield Problem(("url",), "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'discord').")
    if style == LINK and button.get("custom_id"):
        wrong = "A custom id and url cannot both be specified"
        yield Problem(("custom_id",), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", wrong)
    if style not in (LINK, PREMIUM):
        yield from _length(("custom_id",), button.get("custom_id"), 1, 100)
    if style != PREMIUM and not (button.get("label") or button.get("emoji")):
        wrong = "A button must have a label or an emoji"
        yield Problem((), "BUTTON_COMPONENT_INVALID_EMPTY_LABEL", wrong)
    yield from _length(("label",), button.get("label") or "", 0, 80)


def _menu(menu: Json) -> Iterator[Problem]:
    yield from _length(("custom_id",), menu.get("custom_id"), 1, 100)
    yield from _length(("placeholder",), menu.get("placeholder") or "", 0, 150)
    fewest, most = menu.get("min_values", 1), menu.get("max_values", 1)
    if not 0 <= fewest <= OPTIONS or not 1 <= most <= OPTIONS or fewest > most:
        yield Problem(
            ("min_values",), "NUMBER_TYPE_RANGE", f"Must be between 0 and {OPTIONS}, and not over max_values."
        )
    if menu.get("type") != STRING_MENU:
        return
    options = menu.get("options") or []
    yield from _length(("options",), options, 1, OPTIONS)
    for index, option in enumerate(options):
        yield from _length(("options", index, "label"), option.get("label"), 1, 100)
        yield from _length(("options", index, "value"), option.get("value"), 1, 100)
        yield from _length(("options", index, "description"), option.get("description") or "", 0, 100)
    if len({option.get("value") for option in options}) < len(options):
        wrong = "The specified option value is already used"
        yield Problem(("options",), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", wrong)


def modal_problems(modal: Json) -> Iterator[Problem]:
    """Find what is wrong with a modal."""
    yield from _length(("title",), modal.get("title"), 1, 45)
    yield from _length(("custom_id",), modal.get("custom_id"), 1, 100)
    components = modal.get("components") or []
    yield from _length(("components",), components, 1, ROWS)
    for index, component in enumerate(components):
        for problem in _in_modal(component):
            yield problem.under("components", index)
    yield from _repeated(list(every(components)))


def _in_modal(component: Json) -> Iterator[Problem]:
    kind = component.get("type")
    if kind == ROW:
        inside = component.get("components") or []
        yield from _length(("components",), inside, 1, 1)
        yield from _group(inside, {TEXT_INPUT})
        for each in inside:
            yield from _length(("components", 0, "label"), each.get("label"), 1, 45)
    elif kind == LABEL:
        yield from _length(("label",), component.get("label"), 1, 45)
        yield from _length(("description",), component.get("description") or "", 0, 100)
        for problem in _single(component.get("component") or {}, {TEXT_INPUT, *MENUS, 19, 21, 22, 23}):
            yield problem.under("component")
    elif kind != TEXT:
        yield Problem(("type",), "UNION_TYPE_CHOICES", f"Value of field 'type' must be one of {(ROW, TEXT, LABEL)}.")


def _text_input(component: Json) -> Iterator[Problem]:
    yield from _length(("custom_id",), component.get("custom_id"), 1, 100)
    yield from _length(("placeholder",), component.get("placeholder") or "", 0, 100)
    yield from _length(("value",), component.get("value") or "", 0, 4000)
    if component.get("style") not in (1, 2):
        yield Problem(("style",), "BASE_TYPE_CHOICES", "Value must be one of (1, 2).")
    if not 0 <= (component.get("min_length") or 0) <= (component.get("max_length") or 4000) <= 4000:
        yield Problem(("min_length",), "NUMBER_TYPE_RANGE", "Must be between 0 and 4000, and not over max_length.")
