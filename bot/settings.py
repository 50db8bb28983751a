"""The settings: environment variables that start with TRAILMATE_, and a `.env` file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_SECRET = 16


class SettingsFileError(ValueError):
    """The file of settings cannot be read; the message says what to do."""


class Settings(BaseSettings):
    """What the person who runs the bot can change. Every field is `TRAILMATE_<NAME>` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="TRAILMATE_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    model: str | None = Field(None, description="embedding model: a folder or a hub name")
    cache: Path = Field(default_factory=lambda: user_cache_path("trailmate"), description="what can be rebuilt")
    home: Path = Field(default_factory=lambda: user_data_path("trailmate"), description="what is precious")
    database: str = Field("", description="SQLAlchemy URL; a SQLite file in `home` where empty")
    web: bool = Field(default=True, description="serve the web chat")
    web_host: str = Field("127.0.0.1", description="address the web chat listens on")
    web_port: int = Field(8765, ge=0, le=65535, description="port of the web chat; 0 takes any free one")
    web_secret: SecretStr | None = Field(None, description="demanded from visitors; needed beyond loopback")
    web_per_minute: int = Field(30, ge=1, description="messages a minute from one web session")
    discord_token: SecretStr | None = Field(None, description="turns the Discord adapter on")
    discord_read_channels: bool = Field(
        default=False, description="let the bot read channels; needs the Message Content Intent, see docs/discord.md"
    )
    discord_shards: int | None = Field(None, ge=1, description="connections to Discord; what it advises where empty")
    discord_proxy: str | None = Field(None, description="HTTP proxy on the way to Discord")
    discord_api: str = Field("", description="base URL of Discord's REST interface, with the version, if not its own")
    discord_gateway: str = Field("", description="base URL of Discord's gateway, if not its own")
    telegram_token: SecretStr | None = Field(None, description="turns the Telegram adapter on")
    telegram_webhook: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="public address of the proxy in front; empty polls"
    )
    telegram_host: str = Field("127.0.0.1", description="address that the webhook listens on, behind the proxy")
    telegram_port: int = Field(8766, ge=1, le=65535, description="port of the webhook")
    telegram_api: str = Field("https://api.telegram.org", description="address of the Bot API")

    def __init__(self, **given: Any) -> None:
        """Read the settings. Raises SettingsFileError, or ValidationError naming what cannot be used."""
        try:
            super().__init__(**given)
        except UnicodeDecodeError as error:
            raise SettingsFileError(f"The file .env is not UTF-8 text ({error}). Save it as UTF-8.") from error

    @field_validator("home", "cache")
    @classmethod
    def _from_the_users_folder(cls, folder: Path) -> Path:
        """Read `~` as a shell does: nobody reads a `.env` file for us."""
        return folder.expanduser()

    @field_validator("home")
    @classmethod
    def _names_a_database(cls, folder: Path) -> Path:
        if "?" in str(folder):
            raise ValueError("the path has a question mark, behind which a database's address ends; choose another")
        return folder

    @property
    def database_url(self) -> str:
        """Return where learners' data lives."""
        return self.database or f"sqlite:///{self.home / 'trailmate.db'}"
