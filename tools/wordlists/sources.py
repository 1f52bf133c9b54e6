"""What the shipped word list is put together from: packages by name, with their licences."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Source(NamedTuple):
    """A package. `kind` says how much its words are worth.

    english   a reviewed list of English words: taken whole, up to a size class
    wide      a large list of English words: taken where another list or a documentation has them too
    terms     a reviewed list of technical terms: taken whole
    names     names that a language or a library happens to use: taken where they look like no misspelling
    texts     documentation: words that several projects use, with how often
    """

    name: str
    ecosystem: Literal["debian", "npm", "pypi"]
    licence: str
    kind: Literal["english", "wide", "terms", "names", "texts"]


_SCOWL = "SCOWL (permissive: use, copy, modify, distribute and sell with its notice, which stands below)"

_BSD = """
bokeh category-encoders celery dask django flask ipython mlxtend networkx numpy pandas scikit-image scikit-learn scipy scrapy
seaborn sktime sphinx statsmodels sympy torchvision tslearn umap-learn werkzeug
"""
_APACHE = """
aiohttp allennlp apache-airflow-core apache-libcloud boto3 botocore cinder datasets diffusers docker elasticsearch evidently
feast grpcio kafka-python keras keystone kubernetes lightning neutron nltk nova peft prometheus-client pymc pymongo swift
tensorflow-probability torchmetrics tornado transformers yellowbrick
"""
_MIT = """
azure-cli-core fastapi flair gymnasium imbalanced-learn langchain lifelines locust mypy optuna pgmpy prophet pydantic redis
shap spacy sqlalchemy stable-baselines3 twisted
"""

SOURCES = (
    Source("scowl", "debian", _SCOWL, "english"),
    Source("@cspell/dict-en_us", "npm", "MIT", "wide"),
    Source("@cspell/dict-en-gb-mit", "npm", "MIT", "wide"),
    *(
        Source(f"@cspell/dict-{name}", "npm", "MIT", "terms")
        for name in "aws companies data-science docker fullstack git google k8s npm software-terms terraform".split()
    ),
    *(
        Source(f"@cspell/dict-{name}", "npm", "MIT", "names")
        for name in (
            "css csharp dart dotnet elixir filetypes golang haskell html julia kotlin latex lua makefile node php powershell"
            " python r ruby rust scala shell sql svelte swift typescript"
        ).split()
    ),
    *(Source(name, "npm", "MIT", "texts") for name in ("@angular/core", "@mui/material", "@types/node", "@types/react")),
    *(Source(name, "npm", "MIT", "texts") for name in ("eslint", "mongoose", "three", "vue", "webpack")),
    *(Source(name, "npm", "Apache-2.0", "texts") for name in ("rxjs",)),
    *(Source(name, "pypi", "BSD", "texts") for name in _BSD.split()),
    *(Source(name, "pypi", "Apache-2.0", "texts") for name in _APACHE.split()),
    *(Source(name, "pypi", "MIT", "texts") for name in _MIT.split()),
    Source("cryptography", "pypi", "Apache-2.0 or BSD-3-Clause", "texts"),
    Source("matplotlib", "pypi", "PSF-based (matplotlib)", "texts"),
)
