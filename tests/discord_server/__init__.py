"""A Discord of our own on 127.0.0.1: its REST and gateway over real sockets, and a door to act as its people.

In an asyncio test:

    async with serve() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        server.gateway.identify_seconds = 0  # let a client come back at once

        ada = server.world.add_user("Ada")
        guild = server.world.add_guild("Learners", ada)
        server.people.invite(guild)
        room = guild.channels[guild.system_channel]
        …  # start a bot with server.world.token
        asked = server.people.run(ada, room, "ask", {"question": "why?"})
        answer = await asked.answer()
        more = await server.people.press(ada, answer, "More").answer()
        print(transcript(server.people.sees(ada, room)))

        server.faults.add(Fault("POST .*/messages", phase="after", reset=True))
        server.gateway.cut()
        assert server.journal.refused == []

As a process: `python -m tests.discord_server --port 0 --journal requests.jsonl` prints its addresses in one JSON line
and ends with its standard input; `control.py` says what can be asked at its control door.

What it does not have: voice, forums, reactions, webhooks other than interactions', moderation, members' comings and
goings, zstd compression (a client that asks for it gets plain text). Discord does not publish how large its buckets
are, how long it remembers a nonce and how long a session can be resumed; each is set in one place and can be changed.
"""
