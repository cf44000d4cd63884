from wtforms import BooleanField

from rmo_web.self_education.forms import TitleForm


class CatalogueForm(TitleForm):
    is_archived = BooleanField("Больше не предлагать")
