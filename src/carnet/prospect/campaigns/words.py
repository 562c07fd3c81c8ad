"""Refusals, stages and states of campaigns, as sentences."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import Campaign


def refused(reason: str) -> str:
    """The sentence of a CampaignRefused or a TouchRefused."""
    return {
        "no_name": _("Give the campaign a name."),
        "bad_days": _("The last day comes before the first: change one of them."),
        "gone": _("Somebody deleted it meanwhile. Reload the page."),
        "closed": _("This campaign is closed: open it again first."),
        "open": _("This campaign is open already."),
        "nobody": _("Say with whom the contact was."),
        "no_channel": _("Choose one of the six channels."),
        "no_stage": _("Say how far it came."),
        "no_reason": _("Choose a reason of the list."),
        "backward": _("A contact does not go back: undo its last step, or take it out and write it anew."),
    }[reason]


def state(campaign: Campaign, today: date) -> tuple[str, str]:
    """A word and its tone."""
    return {
        "closed": (pgettext("campaign", "Closed"), ""),
        "coming": (pgettext("campaign", "To come"), ""),
        "running": (pgettext("campaign", "Running"), "ok"),
        "over": (pgettext("campaign", "Over, to be closed"), "warn"),
    }[campaign.state(today)]
