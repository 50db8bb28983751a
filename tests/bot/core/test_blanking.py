"""What is private is blanked before others read it; code and errors stay what they are."""

from __future__ import annotations

import pytest

from bot.core.blanking import blanked, marks_in
from bot.core.draft import LONGEST_PART, Draft, drafted

LETTERS = "Ab3dEf6hIj9lMn2pQr5tUv8xYz1CdEf4Gh7"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('File "/home/ada/ml/train.py", line 3', 'File "/home/[user]/ml/train.py", line 3'),
        ("/Users/ada.b/x.ipynb", "/Users/[user]/x.ipynb"),
        (r"C:\Users\Ada Lovelace\x.py", r"C:\Users\[user]\x.py"),
        (r"'C:\\Users\\ada\\x.py'", r"'C:\\Users\\[user]\\x.py'"),
        ("from /home/ada and then to /tmp/x", "from /home/[user] and then to /tmp/x"),
        ("cd /home/ada", "cd /home/[user]"),
        ("ada@laptop:~/ml$ python x.py", "[user]:~/ml$ python x.py"),
        ("mail me at ada.l+ml@example.co.uk.", "mail me at [e-mail]."),
        ("OPENAI_API_KEY=sk-proj-abcdefghijklmnop1234", "OPENAI_API_KEY=[secret]"),
        ("key sk-abcdefghijklmnopqrstu", "key [secret]"),
        (f"hf_{LETTERS}", "[secret]"),
        (f"ghp_{LETTERS}", "[secret]"),
        ("AKIAIOSFODNN7EXAMPLE", "[secret]"),
        ("password = 'correct horse'", "password = [secret]"),
        ('"api_key": "abc-def-1"', '"api_key": [secret]'),
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer [secret]"),
        ("postgresql://ada:pw@db:5432/x", "postgresql://[secret]@db:5432/x"),
        ("https://x.org/v1?q=1&api_key=abcdef12345", "https://x.org/v1?q=1&api_key=[secret]"),
        (f'token = "{LETTERS}"', "token = [secret]"),
        (f"12345678:{LETTERS}", "[secret]"),
        (f"what is {LETTERS}", "what is [secret]"),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----", "[secret]"),
    ],
)
def test_names_addresses_and_keys_are_blanked_and_nothing_is_blanked_twice(said: str, shown: str) -> None:
    assert blanked(said) == shown
    assert blanked(shown) == shown
    assert marks_in(shown)


@pytest.mark.parametrize(
    "code",
    [
        "y = X @ W.T + b",
        "y = X@W.transpose(0, 1)",
        "z = a@np.linalg.inv(b)",
        "@app.get('/items')",
        "pad_token = tokenizer.eos_token",
        "max_tokens=512, token=None",
        "tokens = tokenizer(text, return_tensors='pt')",
        "key = jax.random.PRNGKey(0)",
        "for key, value in scores.items():",
        "KeyError: 'password'",
        'File "/usr/lib/python3.11/site-packages/torch/nn/modules/module.py", line 1501',
        "undefined symbol: _ZN3c104cuda9SetDeviceEiAbCdEfGhIjKlMnOp12",
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x784 and 512x10)",
        "secret = input('password: ')",
        "https://huggingface.co/openai/WhisperLarge3/resolve/main/Tokenizer2",
        "accuracy: 0.93, loss: 0.21, lr: 3e-4",
    ],
)
def test_code_and_errors_stay_what_they_are(code: str) -> None:
    assert blanked(code) == code


def test_a_part_keeps_its_beginning_and_its_end_and_closes_no_block() -> None:
    draft = Draft().with_part("error", "first line\n" + "x\n" * LONGEST_PART + "```\nValueError: the end")
    assert len(draft.error) <= LONGEST_PART + 2
    assert draft.error.startswith("first line")
    assert draft.error.endswith("ValueError: the end")
    assert "```" not in draft.written()


def test_what_was_said_is_taken_apart_and_what_is_open_is_said_to_be() -> None:
    draft = drafted("understand recall", "my code:\nimport numpy as np\nValueError: bad shape\nit breaks since monday")
    assert draft.written() == (
        "What I want to do: understand recall\n"
        "What I ran:\nimport numpy as np\n"
        "What came, in full:\nValueError: bad shape\n"
        "What I tried, and what I expected: my code: it breaks since monday"
    )
    assert Draft(goal="x").filled(draft).error == "ValueError: bad shape"
    assert Draft(goal="x").written() == "What I want to do: x"
    assert Draft(goal="x").to_fill_in().count("(add it here)") == 3
