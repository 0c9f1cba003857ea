from handlers.mots import *  # noqa: F403
