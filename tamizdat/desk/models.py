"""Every noun of the desk, for Django to find."""

from tamizdat.desk.appeals import Appeal
from tamizdat.desk.arrangement import Arrangement, Pick
from tamizdat.desk.bylines import Byline, BylineName
from tamizdat.desk.corrections import Correction
from tamizdat.desk.frozen import FormerAddress
from tamizdat.desk.invitations import Invitation
from tamizdat.desk.marks import Mark
from tamizdat.desk.newsroom import Newsroom, NewsroomName, Paper
from tamizdat.desk.photos import Photo, Rendition
from tamizdat.desk.seats import Seat
from tamizdat.desk.sections import Section, SectionName
from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import RelatedStory, Story, StoryByline, StoryTopic
from tamizdat.desk.topics import Topic, TopicName
from tamizdat.desk.uses import PhotoUse

__all__ = [
    "Appeal",
    "Arrangement",
    "Byline",
    "BylineName",
    "Correction",
    "FormerAddress",
    "Invitation",
    "Mark",
    "Newsroom",
    "NewsroomName",
    "Paper",
    "Photo",
    "PhotoUse",
    "Pick",
    "RelatedStory",
    "Rendition",
    "Seat",
    "Section",
    "SectionName",
    "StandingPage",
    "Story",
    "StoryByline",
    "StoryTopic",
    "Topic",
    "TopicName",
]
