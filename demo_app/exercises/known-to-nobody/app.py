from flask import Flask, abort, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class Gardener(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(50), nullable=False)
    email = db.Column(db.String(100), nullable=False, unique=True)
    plot = db.Column(db.Integer, nullable=False, unique=True)
    password_hash = db.Column(db.String(255), nullable=False)

    def get_id(self):
        return self.name


def plant(name, email, plot, password):
    db.session.add(Gardener(name=name, email=email, plot=plot, password_hash=generate_password_hash(password)))


with app.app_context():
    db.create_all()
    plant("Rosa", "rosa@garden.example", 7, "sweet-peas-in-may")
    plant("Carl", "carl@garden.example", 12, "two-names-for-all")
    plant("Rosa", "rosa.jr@garden.example", 31, "no-more-courgettes")
    db.session.commit()


@login_manager.user_loader
def load_gardener(gardener_id):
    return db.session.get(Gardener, gardener_id)


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("home")


@app.get("/")
def home():
    return render_template("page.html", heading="Allotment gardens by the canal")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    email = request.form.get("email", "")
    gardener = db.session.scalar(db.select(Gardener).filter_by(email=email))
    if gardener is None or not check_password_hash(gardener.password_hash, request.form.get("password", "")):
        return render_template("login.html", failure="We know nobody with this address and this password."), 422
    login_user(gardener)
    return redirect(wanted_page())


@app.get("/plots/<int:number>")
@login_required
def plot(number):
    return render_template("plot.html", heading=f"Plot {number}") if number == current_user.plot else abort(403)


@app.post("/logout")
@login_required
def logout():
    logout_user()
    return redirect(url_for("home"))
