"""The assistant on Telegram, through a bot that @BotFather made."""
