"""Stories. What is for everyone is read without an account, without a cookie and without a script."""

from django.urls import path

from stories.views import answering, home, reading, sharing, welcoming, wishes, writing

app_name = "stories"

urlpatterns = [
    path("stories/", reading.discover, name="discover"),
    path("stories/heard/", reading.heard, name="heard"),
    path("stories/mine/", answering.mine, name="mine"),
    path("stories/write/", writing.write, name="write"),
    path("stories/drafts/<uuid:uid>/", writing.draft, name="draft"),
    path("stories/drafts/<uuid:uid>/look/", sharing.look, name="look"),
    path("stories/drafts/<uuid:uid>/remove/", writing.remove_draft, name="remove_draft"),
    path("stories/not-today/", home.not_today, name="not_today"),
    path("stories/wishes/", wishes.wishes, name="wishes"),
    path("stories/waiting/", welcoming.waiting, name="waiting"),
    path("stories/reviews/", welcoming.reviews, name="reviews"),
    path("stories/<uuid:uid>/", reading.story, name="story"),
    path("stories/<uuid:uid>/change/", writing.change, name="change"),
    path("stories/<uuid:uid>/take-back/", writing.take_back, name="take_back"),
    path("stories/<uuid:uid>/answer/", answering.answer, name="answer"),
    path("stories/<uuid:uid>/encourage/", answering.encourage, name="encourage"),
    path("stories/<uuid:uid>/keep/", answering.keep, name="keep"),
    path("stories/<uuid:uid>/chosen/", home.chosen, name="chosen"),
    path("stories/<uuid:uid>/review/", welcoming.review, name="review"),
    path("stories/answers/<uuid:uid>/remove/", answering.remove_answer, name="remove_answer"),
]
