# The texts of Benchbook's pages. A translation is a file of the same names beside this one.
# Names of models, authors and boards are put in as they are; texts used with `markup` may hold HTML.

## Around every page
site = Benchbook
site-tagline = Which language model should I use, and how do we know?
skip-to-content = Skip to content
navigation = Pages
theme-auto = Theme: as the system
theme-light = Theme: light
theme-dark = Theme: dark
leaderboard-title = Leaderboard
lines-title = Lines of the leaderboard
chart-title = Trade-offs
model-title = Model
compare-title = Compare
arena-title = Arena
changes-title = Changes
unresolved-title = Unresolved
sources-title = Sources
reference-title = API
error-title = Error { $status }
error-nearest = Did you mean:
error-back = Back to the leaderboard
empty-store = Nothing is stored yet.
empty-store-how = <code>benchbook import FILE</code> or <code>benchbook sync</code> fills the store; this page follows within a second.
stale = The newest observation is { $days } days old, of { $day }. <code>benchbook sync</code> or <code>benchbook import FILE</code> brings newer ones.
past = What was so as of { $as_of }
past-known = , by what was known on { $known_at }
past-leave = Show the present
footer-origin = Every figure belongs to its source. Hover over one for its date, run and method.
footer-api = The same as data:
loading = Loading …
failing = That could not be loaded.
retry = Try again
sources-cited = Sources of what is shown
licence-open = open
licence-attribution = with attribution
licence-internal = internal use only
licence-unknown = terms unknown
yes = yes
no = no
page-links = Pages of the table

## Words for figures
price-free = free
age = { $unit ->
    [today] today
    [days] { $days ->
        [one] 1 day old
       *[other] { $days } days old
    }
    [months] { $months } months old
   *[years] { $years ->
        [one] 1 year old
       *[other] { $years } years old
    }
}
price-exact = ${ $price } per million tokens
tokens-exact = { $count } tokens
figure-run = Run with { $configuration }.
figure-method = Method { $version }.
figure-other-method = Method { $version }: not to be compared with the rest of the column.
figure-std-error = Standard error { $error }.
figure-sample = { $count ->
    [one] 1 sample.
   *[other] { $count } samples.
}
figure-same-as = The very same figures as { $names }.
figure-seen = Seen { $day }, { $age }.
figure-via = Relayed by { $via }.
run-unstated = run not stated
missing-unknown = Unknown: no source says.
missing-variable = Varies with the model that the request is routed to.
missing-unmeasured = { $source } has no figure of this model.
missing-other-runs = Measured, but not of this run.
missing-other-board = Measured, but not in the run that stands for this board here.
missing-of-the-model = As on the model's own line.

## The leaderboard
leaderboard-caption = Models by { $column }, { $rising ->
    [yes] from small to large
   *[no] from large to small
}
leaderboard-lead = Scores, prices and facts of every model, each with its origin. Nothing is added up.
count = { $shown } of { $all } models
search = Search
search-hint = Model or author
filters = Filters
filter-author = Author
filter-input = Input
filter-output = Output
filter-source = Source
filter-effort = Effort
filter-context = Context from
filter-context-hint = tokens
filter-max_price = Price in up to
filter-max_output_price = Price out up to
filter-price-hint = $ per million
filter-free = Free
filter-weights = Open weights
filter-reasoning = Reasoning
filter-gone = Also models that left
filter-q = the search
columns-menu = Columns
apply = Show
reset = Reset
all-open = Unfold all
all-closed = Fold all
download = Download this table
chosen = { $count } chosen
column-facts = Catalogue
column-models = { $count ->
    [one] 1 model
   *[other] { $count } models
}
column-others = { $count ->
    [one] 1 figure is of another method than { $method } and not ranked
   *[other] { $count } figures are of another method than { $method } and not ranked
}
column-higher = Higher is better.
column-lower = Lower is better.
column-method = Method { $version }.
column-seen = Newest figures of { $day }, { $age }.
column-unit = In { $unit }.
measured-by = { $source }, measurements
column-rank = Rank
column-rank-why = The place by the sorted column among all models; equal figures share it
column-name = Model
column-name-sub = { "" }
column-name-why = The model's name; its line shows one run a source, and its runs unfold.
column-author = Author
column-author-sub = { "" }
column-author-why = Who made the model.
column-prompt = Price in
column-prompt-sub = $ per million
column-prompt-why = US dollars per million prompt tokens, by the catalogue.
column-completion = Price out
column-completion-sub = $ per million
column-completion-why = US dollars per million completion tokens, by the catalogue.
column-cache_read = Cache read
column-cache_read-sub = $ per million
column-cache_read-why = US dollars per million prompt tokens read from the cache.
column-cache_write = Cache write
column-cache_write-sub = $ per million
column-cache_write-why = US dollars per million prompt tokens written to the cache.
column-context = Context
column-context-sub = tokens
column-context-why = The context length in tokens.
column-max_output = Max output
column-max_output-sub = tokens
column-max_output-why = The most tokens that the usual provider lets it write.
column-input = Input
column-input-sub = modalities
column-input-why = What the model takes.
column-output = Output
column-output-sub = modalities
column-output-why = What the model gives.
column-created = Released
column-created-sub = in the catalogue
column-created-why = The day on which the catalogue took the model in.
column-knowledge_cutoff = Knowledge
column-knowledge_cutoff-sub = cutoff
column-knowledge_cutoff-why = Until when the model knows the world, by its author.
badge-free = free
badge-free-why = Prompt and completion cost nothing.
badge-free-variant = free variant
badge-free-variant-why = Free as { $id }, usually with limits.
badge-weights = open weights
badge-weights-why = Weights published as { $id }.
badge-reasoning = reasoning
badge-reasoning-why = The model can think before it answers.
badge-new = new
badge-new-why = In the catalogue since { $day }.
badge-leaving = leaving
badge-leaving-why = The catalogue says that it leaves on { $day }.
badge-gone = gone
badge-gone-why = It left the catalogue.
runs-show = { $count ->
    [one] 1 run or offer
   *[other] { $count } runs and offers
}
runs-of = of { $name }
no-result = No model passes every filter.
no-result-loosen = { $count ->
    [one] Without { $filter } there is 1.
   *[other] Without { $filter } there are { $count }.
}
no-result-gone = { $count ->
    [one] 1 model that left the catalogue would pass.
   *[other] { $count } models that left the catalogue would pass.
}
no-result-several = No single filter is to blame; start anew.
waiting = { $count ->
    [one] 1 name that sources measured is joined to no model
   *[other] { $count } names that sources measured are joined to no model
}

## Names that wait
unresolved-lead = Names that sources measured and that no rule joins to a model. Benchbook never joins what merely looks alike: a person decides.
unresolved-search = Name, slug or creator
unresolved-every-source = every source
unresolved-count = { $found } of { $total } names wait
unresolved-none = No name is waiting.
unresolved-none-found = No waiting name passes the filter.
unresolved-via = relayed by { $via }
unresolved-results = { $count ->
    [one] 1 result
   *[other] { $count } results
}
unresolved-creator = by its source of
unresolved-boards = On
unresolved-more = and { $count } more
unresolved-refused = { $count ->
    [one] What refused the nearest entry
   *[other] What refused the { $count } nearest entries
}
unresolved-alike = Named most alike, for a person to judge:
unresolved-nothing-alike = Nothing in the catalogue is named alike.
unresolved-pages = Pages of names
likeness = { $percent } % alike
look = look
review-closed = Nobody can decide here
sign-in-title = Sign in to decide
sign-in-how = A reviewer's key is needed: <code>benchbook keys create NAME --reviewer</code>. It is not kept: a cookie for these forms alone lasts an hour.
sign-in-key = Key
sign-in = Sign in
sign-out = Sign out
signed-in = Signed in as { $name }.
verdict-legend = Which model it means or does not mean
verdict-other = Another id
verdict-note = Why
verdict-accept = It is this model
verdict-reject = It is not this model
decided-alias = Decided; results gained { $gained }, lost { $lost }, moved { $moved }:
decided-rejection = Rejected; results gained { $gained }, lost { $lost }, moved { $moved }:
recorded-title = Decisions
recorded-when = When, UTC
recorded-who = Who
recorded-what = What
recorded-name = Name
recorded-model = Model
recorded-why = Why
recorded-effect = Effect
recorded-alias-added = is
recorded-alias-withdrawn = no longer decided to be
recorded-rejection-added = is not
recorded-rejection-withdrawn = no longer decided not to be
recorded-counts = +{ $gained } −{ $lost } ↷{ $moved }

## Trade-offs
chart-lead = What a score costs: the models that no other beats on both axes, and how far the rest are from them.
chart-nothing = There is no score to draw yet.
chart-y = Score
chart-x = Against
chart-runs = Runs
chart-runs-all = every run
chart-runs-headline = one a model
chart-axes = Axes and limits
chart-y_scale = Vertical
chart-x_scale = Horizontal
chart-scale-auto = chosen by unit
chart-scale-linear = linear
chart-scale-log = logarithmic
chart-count = { $count ->
    [one] 1 point
   *[other] { $count } points
}, { $best } on the frontier
chart-table = As a leaderboard
chart-data = The points as data:
chart-failed = The chart could not be drawn here; this is its picture.
chart-keys = Arrow keys walk the points, Enter opens the model's page, Escape closes the tip.
chart-save-svg = Save as SVG
chart-save-png = Save as PNG
chart-best-points = On the frontier
chart-best-caption = { $y } against { $x }: the points that no other beats on both
chart-rest = All other points
chart-points-caption = { $y } against { $x }: all other points
chart-run = Run
chart-hidden = { $count ->
    [one] 1 more point is in the data.
   *[other] { $count } more points are in the data.
}
chart-none = No point passes every filter.
chart-high = higher is better
chart-low = lower is better
chart-best = line: not beaten on both axes
chart-efforts = thin line: efforts of one model
chart-against = { $y } against { $x }
chart-holds = { $count } points.
chart-frontier = Not beaten on both axes: { $names }.
chart-more = and { $count } more
chart-run-of = Run of { $title }
axis-price = US dollars per million tokens
axis-tokens = tokens
interval = { $low } to { $high }
interval-95 = 95 % interval, 1.96 standard errors
left-out-zero_on_log = { $count ->
    [one] 1 point of 0 stands on a strip beside the logarithmic axis.
   *[other] { $count } points of 0 stand on a strip beside the logarithmic axis.
}
left-out-negative_on_log = { $count } below 0 cannot stand on a logarithmic axis.
left-out-not_a_number = { $count } have no finite figure.
left-out-beyond_limit = { $count } beyond the most that are drawn.
left-out-unlabelled = { $count ->
    [one] 1 label found no room; its point is there.
   *[other] { $count } labels found no room; their points are there.
}
missing-no_y = { $count ->
    [one] 1 model has no such score.
   *[other] { $count } models have no such score.
}
missing-no_x = { $count ->
    [one] 1 model has the score, but nothing is known for the horizontal axis.
   *[other] { $count } models have the score, but nothing is known for the horizontal axis.
}
missing-other_run = { $count ->
    [one] 1 model has both figures, but not of one run.
   *[other] { $count } models have both figures, but not of one run.
}
missing-other_method = { $count ->
    [one] 1 model has figures of another method only.
   *[other] { $count } models have figures of another method only.
}
