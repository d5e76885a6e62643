"""Flask-AppBuilder, as its first steps say."""

from flask import Flask
from flask_appbuilder import AppBuilder, BaseView, expose, has_access
from flask_appbuilder.api import BaseApi, protect
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SECRET_KEY"] = "a key of this app that nobody else knows"
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["FAB_PASSWORD_HASH_METHOD"] = "pbkdf2:sha256:1000"
app.config["RATELIMIT_ENABLED"] = False


class Reports(BaseView):
    default_view = "all"

    @expose("/all/")
    @has_access
    def all(self):
        return "All reports"


class ReportApi(BaseApi):
    resource_name = "report"

    @expose("/one", methods=["GET"])
    @protect()
    def one(self):
        return self.response(200, message="all is well")


class BrowserApi(BaseApi):
    resource_name = "browser"
    allow_browser_login = True

    @expose("/one", methods=["GET"])
    @protect()
    def one(self):
        return self.response(200, message="all is well")


db = SQLAlchemy(app)
with app.app_context():
    appbuilder = AppBuilder(app, db.session)
    appbuilder.add_view(Reports, "Reports")
    appbuilder.add_api(ReportApi)
    appbuilder.add_api(BrowserApi)
    appbuilder.sm.add_user(
        "grace", "Grace", "Hopper", "grace@example.com", appbuilder.sm.find_role("Admin"), "flow-matic-1955"
    )
    appbuilder.sm.add_role("Guest")
    appbuilder.sm.add_user(
        "ada", "Ada", "Lovelace", "ada@example.com", appbuilder.sm.find_role("Guest"), "flow-matic-1955"
    )
