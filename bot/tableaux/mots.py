from handlers.indicateurs.mots import *  # noqa: F403
