"""The criteria of the shipped référentiel that no row can answer, each with the reason.

A criterion stands here when the thing itself (a manner, a voice, a first minute, a conviction) leaves no trace in
data. One that leaves a trace, even a modest one, waits for its room instead.
"""

from django.utils.translation import gettext_lazy as _

from .registry import human

human("B1.1-C3.3-1", _("Accuracy can be compared with the catalogue; clarity is only judged by reading or listening."))
human("B1.1-C3.3-3", _("Whether an argument is honest depends on what it leaves out, which a reader alone can sense."))
human("B1.2-C7.2-2", _("Whether a message attracts is judged by a reader; opens and clicks come too late and too few."))
human("B1.2-C7.1-2", _("Posture, tone and listening are seen in the room; no row keeps them."))
human("B1.2-C7.1-3", _("Whether a manner suits the company's positioning is seen by whoever watches the interview."))
human("B1.2-C7.1-4", _("A good climate is felt between people; what is noted afterwards only recalls it."))
human("B2-C9-1", _("Adapting to a situation and to a person is judged by watching, second by second."))
human("B2-C9-2", _("Whether a manner suits the company and its offer is judged by someone who watches."))
human("B2-C9-3", _("The first minute of an interview leaves no trace that could be measured."))
human("B2-C9-5", _("The strategy is in the preparation, but only a witness can say that the interview followed it."))
human("B2-C9-6", _("The quality of an answer depends on what was just said, which only a witness heard."))
human("B2-C9-7", _("To convince while respecting the need is judged by listening; a sale won does not prove it."))
