from rmo_web.household.uploads import FilesField
from rmo_web.kernel import forms as kernel
from rmo_web.kernel.forms import Form
from rmo_web.self_education.rules import PRODUCT_FILES_MOST


class ProductForm(Form):
    files = FilesField(
        "Файлы",
        description=f"Word, Excel, PDF, картинки, до 10 МБ каждый, всего до {PRODUCT_FILES_MOST}.",
    )
    link = kernel.link("Ссылка", description="Если продукт лежит в сети: https://…")


class LinkForm(Form):
    """What brings a link back."""

    link = kernel.link("Ссылка", needed="Ссылки нет: впишите её заново.")
