"""What a buyer types, read into facts."""

from knowledge.lecture.lecture import Lecteur, Lecture, Lu, Reponse

__all__ = ["Lecteur", "Lecture", "Lu", "Reponse"]
