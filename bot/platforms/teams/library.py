"""The parts of Microsoft's library that are used, imported without what it does on the way."""

from __future__ import annotations

import logging
import os
import warnings

_before = dict(os.environ)
with warnings.catch_warnings():
    # It warns of the previews that it defines itself, at import.
    warnings.filterwarnings("ignore", message="HtmlWidgetSecurityPolicy is in preview")
    import jwt
    from microsoft_teams.api.activities import MessageActivityInput
    from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment
    from microsoft_teams.api.clients.conversation import ConversationClient, CreateConversationParams
    from microsoft_teams.api.models import Account
    from microsoft_teams.apps.auth import TokenValidator
    from microsoft_teams.common import Client, ClientOptions
    from msal import ConfidentialClientApplication  # type: ignore[import-untyped]
    from msal.exceptions import MsalServiceError  # type: ignore[import-untyped]
# It reads the .env of the working folder into the environment: reading settings is for bot/wiring.py.
for _name in set(os.environ) - set(_before):
    del os.environ[_name]

# At ERROR they quote tokens and the answers of services; what matters of them is logged by us, in our words.
for _name in ("microsoft_teams", "msal"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)
# It gives this level to httpx, whose INFO lines hold addresses: that of an upload is a key.
logging.getLogger("microsoft_teams.common.http.client").setLevel(logging.CRITICAL)

__all__ = [
    "PUBLIC",
    "Account",
    "Client",
    "ClientOptions",
    "CloudEnvironment",
    "ConfidentialClientApplication",
    "ConversationClient",
    "CreateConversationParams",
    "MessageActivityInput",
    "MsalServiceError",
    "TokenValidator",
    "jwt",
]
