"""Who studies with whom this week: from people and what they wish to pairs, trios and groups; no chat, no storage."""
