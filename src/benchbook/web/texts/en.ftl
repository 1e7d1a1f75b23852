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
limits = Limits
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
column-facts = Model
column-offers = Prices, limits, modalities
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
