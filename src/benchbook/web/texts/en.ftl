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

## Arenas
arena-board-title = A board of an arena
arena-lead = People vote on what models make; each board rates them anew, on a scale of its own. Own arenas, rated here from their votes, come first.
arena-none = No source with arenas was read in yet.
arena-none-how = <code>benchbook sync design-arena</code>, or <code>benchbook import FILE</code> with its leaderboards, fills this page; votes of your own are rated by <code>benchbook rate ARENA --publish</code>.
arena-count = { $boards ->
    [one] 1 board
   *[other] { $boards } boards
}, { $models ->
    [one] 1 model of the catalogue
   *[other] { $models } models of the catalogue
}
arena-boards-of = Boards of the arena { $arena }
arena-category = Board
arena-models = Rated
arena-first = Highest rated
arena-board-lead = A board of { $source }. Its ratings cannot be compared with those of another board.
arena-board-lead-own = A board of an own arena. Its ratings cannot be compared with those of another board.
arena-others = Other boards
arena-method = Method
arena-method-design-arena = Voters see what anonymous models made of one prompt and put it in order, pair by pair. Ratings are Bradley–Terry strengths on a scale on which 400 points are odds of 10 to 1; the win rate is the share of pairs won.
arena-method-arena = People compare what two models made and say which is better. The votes were rated here; all that is known of how stands below.
arena-interval = Intervals
arena-interval-known = { $count } of { $all } ratings come with a standard error; the interval shown is the 95 % one that follows from it (± 1.96 standard errors).
arena-interval-unknown = What was read in tells no standard error of these ratings, so no interval is known: small differences may be chance.
arena-chart = Show as a chart
arena-chart-alt = Ratings on the board { $board }, the best first, as dots; lines are 95 % intervals where they are known. The table below holds the same figures.
arena-chart-axis = Rating on { $board }
arena-chart-interval = 95 % interval
arena-history = Ratings through time
arena-history-title = Ratings through time
arena-history-lead = What the first { $count } of { $board } were rated, with intervals. No line crosses a change of method: what lies before and after cannot be compared.
arena-history-alt = Ratings of the best on the board { $board } through time as lines; bands are their intervals. The same figures stand in a table on their own page.
arena-history-table = The same as a table, and as files
arena-history-caption = Ratings of the present best through time, the newest first
arena-history-none = Nothing is known of the past of this board.
arena-history-break = method changed
arena-history-top = How many of the best
chances-title = How likely each is to be preferred
chances-lead-half = In percent, by the ratings: how often the model of the row is preferred to that of the column, a tie counting as half. It is what the ratings say, not what was counted.
chances-lead-davidson = In percent, by the ratings: how often the model of the row is preferred to that of the column, among votes that are no ties. It is what the ratings say, not what was counted.
chances-caption = The probability that the model of a row is preferred to that of a column, for the best of the board
chance-self = The same model
chance-exact = { $name } is preferred to { $other } with { $share }
rated-title = How it was rated
rated-lead = { $battles ->
    [one] 1 battle
   *[other] { $shown } battles
} stand behind { $models ->
    [one] 1 model
   *[other] { $models } models
}; rated on { $day }.
rated-model = Model
rated-model-bradley-terry = Bradley–Terry: each model has one strength, and the odds that one is preferred to another are 10 to the power of their difference in points by 400. All are fitted together.
rated-controls = Held constant
rated-controls-told = { $names }: what that adds to a vote is estimated with the strengths and taken out.
rated-ties = Ties
rated-ties-half = A tie counts as half a win for each side.
rated-ties-davidson = A tie is an outcome of its own, likelier between equals (Davidson).
rated-ties-parameter = Its parameter is { $value }.
rated-both_bad = Both bad
rated-both_bad-left-out = Says nothing of which is better: left out of the ratings and told apart ({ $count }).
rated-scale = Scale
rated-scale-mean = 400 points are odds of 10 to 1; the mean of the listed models is { $mean }.
rated-scale-anchor = 400 points are odds of 10 to 1; { $name } is fixed at { $rating }. Intervals are those around the mean of the listed models.
rated-interval = Intervals
rated-level = Of { $level } %; rank spreads come from the errors of differences.
rated-covariance-sandwich = They hold whether or not votes follow the model exactly (sandwich).
rated-covariance-clustered-by-tournament = Votes of one tournament count as dependent (clustered sandwich).
rated-covariance-clustered-by-voter = Votes of one voter count as dependent (clustered sandwich).
rated-clusters = { $count ->
    [one] All votes are of one.
   *[other] The votes are of { NUMBER($count) }.
}
rated-clusters-worth = Some have more votes than others: they tell as much as { $count } of one size.
rated-clusters-few = With fewer than { $least } intervals cannot be relied on; each is at least as wide as the mean effect of one on all ratings makes it.
rated-small-sample = Below { $count } battles a wider one for small samples holds.
rated-prior = Prior
rated-prior-some = { $count } virtual draws of each model with an average opponent.
rated-prior-none = None.
rated-prior-needed = Some only won or only lost against the rest: what their ratings are rests on it.
rated-cap = Voters
rated-cap-told = { $count ->
    [one] At most 1 vote of one voter counts a day.
   *[other] At most { $count } votes of one voter count a day.
}
rated-counted = Counted
rated-counted-votes = { $battles } battles between { $pairs } pairs of models,
rated-counted-placements = { $battles } battles between { $pairs } pairs of models, out of places taken in tournaments,
rated-votes = { $votes ->
    [one] of 1 vote.
   *[other] of { $shown } votes.
}
rated-flagged = { $count ->
    [one] 1 vote is flagged and does not count.
   *[other] { NUMBER($count) } votes are flagged and do not count.
}
rated-until = Votes as of
rated-left-out = Left out
rated-few = { $count ->
    [one] 1 model has
   *[other] { NUMBER($count) } models have
} fewer than { $least } battles.
rated-apart = { $count ->
    [one] 1 model has
   *[other] { NUMBER($count) } models have
} no battle, direct or through others, with those on the board: nothing tells how they compare.
rated-none-left-out = Nobody: every model has { $least } battles or more.
rated-components = Connections
rated-components-one = All models are connected by battles.
rated-components-several = There are { NUMBER($count) } groups without a battle between them. Rated here is that of { NUMBER($main) } models; the others have { $sizes }.
rated-version = Method in one line
rated-hash = Hash of the counts
arena-relayed = in part or wholly as relayed by { $names }
arena-called = The arena calls it “{ $name }”.
arena-caption = Ratings by { $column }, { $rising ->
    [yes] from small to large
   *[no] from large to small
}
arena-preliminary = { $count ->
    [one] 1 rating is preliminary: fewer than { $few } battles stand behind it.
   *[other] { $count } ratings are preliminary: fewer than { $few } battles stand behind each.
}
arena-unjoined = { $count ->
    [one] 1 name on this board is joined to no model of the catalogue, or doubtfully, and stands as the arena calls it.
   *[other] { $count } names on this board are joined to no model of the catalogue, or doubtfully, and stand as the arena calls them.
}
badge-unjoined = not joined
badge-unjoined-why = No model of the catalogue is known to be meant: { $reason }
badge-doubt = doubtful
badge-doubt-why = The join to a model is questionable: { $doubt }
badge-preliminary = preliminary
badge-preliminary-why = { $count } battles, fewer than { $few }.
rating-rank-why = The place by rating; equal ratings share it
rating-name = Model
rating-name-sub = { "" }
rating-name-why = By name.
rating-rating = Rating
rating-rating-sub = points
rating-rating-why = The arena’s rating, higher is better.
rating-rating-missing = Unknown: the arena gives no rating.
rating-interval = Interval
rating-interval-sub = { $level } %
rating-interval-why = The { $level } % interval of the rating; narrow ones first.
rating-interval-missing = Unknown: no standard error was given.
rating-interval-given = As the board itself gives it; the standard error is { $error } points.
rating-spread = Rank spread
rating-spread-sub = { $level } %
rating-spread-why = The ranks that cannot be excluded at { $level } %: models outside of it are better or worse beyond chance.
rating-spread-missing = Unknown: the arena tells none.
rating-spread-exact = Ranks { $low } to { $high } cannot be excluded.
rating-interval-exact = 95 % interval: 1.96 standard errors of { $error } points to each side.
rating-win_rate = Win rate
rating-win_rate-sub = of pairs
rating-win_rate-why = The share of battles won, higher is better.
rating-win_rate-missing = Unknown: the arena gives no win rate.
rating-win_rate-interval = The small figures are its interval (Wilson)
rating-ties = Ties
rating-ties-sub = of battles
rating-ties-why = The share of its battles that were ties.
rating-ties-missing = Unknown: the arena tells no ties.
rating-ties-exact = { $count } ties
rating-both_bad = Both bad
rating-both_bad-sub = of votes
rating-both_bad-why = The share of votes on it in which neither side was good; they are no battles. Few ones first.
rating-both_bad-missing = Unknown: the arena tells none.
rating-both_bad-exact = { $count } votes that both sides were bad
rating-battles = Battles
rating-battles-sub = pairs
rating-battles-why = How many pairwise votes stand behind the rating.
rating-battles-missing = Unknown: who tells of this rating gives no number of battles.
rating-tournaments = Tournaments
rating-tournaments-sub = 1st / 2nd / 3rd / 4th
rating-tournaments-why = Tournaments of four and the places taken in them, as the arena counts them.
rating-tournaments-missing = Unknown: the arena counts none here.
rating-tournaments-exact = First to fourth places: { $finishes }.
rating-generation = Generation
rating-generation-sub = mean time
rating-generation-why = How long the model took on average, lower is faster.
rating-generation-missing = Unknown: who tells of this rating gives no time.
rating-generation-exact = { $count } milliseconds
rating-seen = Last seen
rating-seen-sub = { "" }
rating-seen-why = When the source last gave this rating.
rating-exact = { $value } { $unit }
percent = { $value } %
seconds = { $count } s
no-row = Nothing here matches the search.
no-row-loosen = { $count ->
    [one] Show the only row
   *[other] Show all { $count } rows
}

## Changes
changes-lead = What is otherwise than it was, the newest first. What changed between two readings is told as of the later one.
changes-feed-title = Benchbook: what changed
changes-feed = Atom feed of this filter
changes-csv = CSV
changes-json = JSON
changes-since = After
changes-until = Until
changes-kind = Kind
changes-model = Model
changes-model-hint = openai/* or an id
changes-board = Board
changes-board-hint = models/* or a board
changes-any = any
changes-beginning = the beginning
changes-now = now
changes-count = { $count ->
    [0] No changes
    [one] 1 change
   *[other] { NUMBER($count) } changes
}
changes-window = from { $since } to { $until }.
changes-whole = From the beginning
changes-between = Between { $after } and { $at } UTC
changes-never-before = Never read before
changes-after = was otherwise on { $day }
changes-via = relayed by { $via }
changes-one-reading = Only one reading so far. A change is the difference between two: import or sync once more.
changes-none = Nothing changed in this window.
changes-loosen = Without the filter by { $filter }
changes-filter-model = model
changes-filter-kind = kind
changes-filter-source = source
changes-filter-board = board
kind-catalogue-read = catalogue read
kind-board-read = board read
kind-model-came = new model
kind-model-returned = model is back
kind-model-went = model gone
kind-free-began = free now
kind-free-ended = free no more
kind-price = price
kind-fact = fact
kind-score-came = new score
kind-score = score
kind-score-went = score gone
kind-re-based = re-based
kind-join-gained = joined
kind-join-lost = join lost
kind-join-moved = join moved
kinds-model = All of models
kinds-free = All of being free
kinds-score = All of scores
kinds-join = All of joins
kinds-read = All first readings
steps-newer = Newer
steps-older = Older
steps-page = Page { $page } of { $pages }

## Sources
sources-lead = Whose figures these are, on what terms, what came of each document, and how to get more.
sources-licences = What the licences mean
licence-open-why = Anyone may see and use the rows.
licence-attribution-why = Anyone may see the rows, with the citation beside them.
licence-internal-why = For those whom the operator trusts. With serve --public only holders of a key see such rows.
sources-known = Sources
sources-own = Tables of your own
sources-relayed-only = Its own documents are for internal use. What stands here was relayed by another source that may be shown.
sources-id = Name here
sources-homepage = Homepage
sources-cite = Citation
sources-speaking = Speaks now
sources-speaking-count = { $joined ->
    [one] 1 result joined to a model
   *[other] { NUMBER($joined) } results joined to models
}, { NUMBER($waiting) } that { $waiting ->
    [one] waits
   *[other] wait
}; the newest of { $day }
sources-silent = nothing
sources-documents = Documents
sources-document = Document
sources-document-count = { $count ->
    [0] No documents
    [one] 1 document
   *[other] { NUMBER($count) } documents
}
sources-documents-caption = Documents that were read in, the newest first
sources-all-documents = Show those of all sources
sources-no-document = None was read in.
sources-rows = { $rows ->
    [one] 1 row
   *[other] { NUMBER($rows) } rows
} = { $scores ->
    [one] 1 score
   *[other] { NUMBER($scores) } scores
} + { NUMBER($unresolved) } unresolved + { NUMBER($rejected) } rejected
sources-facts = { $models ->
    [one] 1 model
   *[other] { NUMBER($models) } models
}, { $providers ->
    [one] 1 provider
   *[other] { NUMBER($providers) } providers
}, { $endpoints ->
    [one] 1 endpoint
   *[other] { NUMBER($endpoints) } endpoints
}
sources-newest = Newest document
sources-recorded = recorded { $day }
sources-sync = How to get more
sources-sync-how = <code>benchbook sync { $id }</code>
sources-table-how = <code>benchbook import --source table --table-id NAME FILE</code>
sources-arena-how = <code>benchbook rate ARENA --publish</code>
sources-import-how = <code>benchbook import FILE</code>
sources-key = with its key in the environment variable <code>{ $variable }</code>
sources-key-optional = (a key in <code>{ $variable }</code> is sent where there is one)
sources-archive = the archive keeps { NUMBER($documents) } documents whole, { $bytes } as they came, { $packed } packed{ $pruned ->
    [0] { "" }
   *[other] , and let { $pruned } go
}
sources-observed = As of
sources-recorded-on = Recorded
sources-terms = Licence
sources-column-rows = Rows
sources-column-scores = Scores
sources-column-unresolved = Unresolved
sources-column-rejected = Rejected
sources-column-facts = Facts
sources-rejections = { $count ->
    [one] 1 rejected row
   *[other] { NUMBER($count) } rejected rows
}
sources-more-rejections = … and { NUMBER($count) } more: <code>benchbook status --rejected</code>

## The API's reference
reference-heading = The API
reference-lead = Everything that can be asked of Benchbook { $version } over HTTP, told from its own description:
reference-keys = Keys and limits
reference-keys-how = <code>benchbook keys create NAME</code> prints a key once. It goes into the header <code>Authorization: Bearer $KEY</code>, never into an address.
reference-per-minute = { $count ->
    [one] A key may ask once a minute
   *[other] A key may ask { $count } times a minute
} what is marked as needing one and counted;
reference-no-minute = A key has no limit a minute;
reference-per-day = { $count ->
    [one] an account once a day.
   *[other] an account { NUMBER($count) } times a day.
}
reference-no-day = an account has no limit a day.
reference-limits = <code>X-RateLimit-Limit</code>, <code>-Remaining</code> and <code>-Reset</code> tell what is left; a 429 says <code>Retry-After</code> in seconds.
reference-address = <code>$URL</code> is this server’s address, such as <code>http://127.0.0.1:8484</code>.
reference-site = This server’s address is { $site }.
reference-public = Without a key, figures for internal use are left out of every answer.
reference-licence = Every row says its licence and how to cite it; what they mean stands under
reference-client = The official client
reference-client-how = OpenRouter’s own clients work unchanged with another address:
reference-search-hint = Path, parameter or field
reference-nothing = Nothing here matches the search.
reference-contents = Paths
reference-area-wire = As OpenRouter’s Data API
reference-area-own = Benchbook’s own
reference-area-server = The server itself
reference-keyed = needs a key
reference-parameters-of = Parameters of { $path }
reference-parameter = Parameter
reference-takes = Takes
reference-means = Meaning
reference-in-path = in the path
reference-required = required
reference-no-parameters = No parameters.
reference-body = Body
reference-shapes = Shapes of replies
reference-fields-of = Fields of { $shape }
reference-field = Field
reference-holds = Holds
reference-presence = Present
reference-always = always
reference-else = else
reference-sometimes = where known
type-enum = one of
type-array = list of
type-mapping = object, each value:
type-or = or
type-any = any JSON
type-object = object
type-string = text
type-integer = whole number
type-number = number
type-boolean = true or false
type-null = null
type-minimum = from { $bound }
type-maximum = to { $bound }
type-minlength = of at least { $bound } characters
type-maxlength = of at most { $bound } characters

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
missing-of-the-model = As on the model’s own line.

## The leaderboard
leaderboard-caption = Models by { $column }, { $rising ->
    [yes] from small to large
   *[no] from large to small
}
leaderboard-lead = Scores, prices and facts of every model, each with its origin. Nothing is added up.
count = Models: { $shown } of { $all }
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
compare-pick = Compare { $name }
compare-picked = Compare the ticked ones
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
no-catalogue = No catalogue of models was read in yet, so no figure has a model to stand beside.
no-catalogue-how = <code>benchbook sync openrouter</code>, or <code>benchbook import FILE</code> with its list of models, brings one.
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

absent = { $count ->
    [one] 1 model that sources measured was in no catalogue read so far, and has no line here:
   *[other] { $count } models that sources measured were in no catalogue read so far, and have no line here:
}

## The model page
model-gone = It left the catalogue; what was known of it last stands here.
model-pointer = This entry only points at another one, which may change.
model-variant = This is an offer of a model; scores and names are the model's.
model-parts = Parts of this page
model-facts = Facts
model-prices = Prices
model-providers = Providers
model-scores = Scores
model-history = History
model-names = Names
model-compare = Compare
model-variants = Variants and pointers
variant-offer = variant
variant-pointer = points here
description-cut = The whole text is in the data.
and-more = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
tokens = tokens
fact-id = Id
fact-permaslug = Permaslug
fact-author = Author
fact-variant-of = Variant of
fact-points-at = Points at
fact-hugging_face_id = Hugging Face
fact-created = Released
fact-first-seen = First seen
fact-last-seen = Last seen
fact-left = Left
fact-leaves = Leaves on
fact-knowledge_cutoff = Knowledge until
fact-context_length = Context
fact-provider_context_length = Context at the usual provider
fact-max_completion_tokens = Most output
fact-input = Input
fact-output = Output
fact-tokenizer = Tokenizer
fact-instruct_type = Instruction format
fact-is_moderated = Moderated
fact-reasoning = Reasoning
fact-supported_parameters = Parameters
fact-default_parameters = Default parameters
fact-per_request_limits = Limits a request
fact-providers = Providers
fact-features = Features
fact-data_policy = Data policy
fact-supported_voices = Voices
fact-is_moe = Mixture of experts
fact-total_parameters = Parameters in all
fact-active_parameters = Active parameters
left-between = between { $seen }, when it was last seen, and { $gone }
reasoning-mandatory = always
reasoning-on = on unless turned off
reasoning-off = off unless turned on
reasoning-efforts = efforts { $efforts }
reasoning-default = { $effort } by default
reasoning-budget = takes a budget of tokens
price = Price
price-kind = Kind
price-usual = Usual
price-unit = In
price-varies = varies
price-same = As usual.
price-as-written = ${ $price }, { $unit }
prices-caption = Prices by the catalogue
per-million = $ per million tokens
per-piece = $ each
price-kind-prompt = Prompt
price-kind-completion = Completion
price-kind-input_cache_read = Cache read
price-kind-input_cache_write = Cache write
price-kind-input_cache_write_1h = Cache write, kept 1 hour
price-kind-input_audio_cache = Cache read of audio
price-kind-internal_reasoning = Reasoning
price-kind-request = Request
price-kind-image = Image
price-kind-web_search = Web search
price-kind-audio = Audio in
price-kind-audio_output = Audio out
price-kind-image_token = Image tokens
price-kind-image_output = Image out
condition-prompt = prompts of { $count } tokens and more
condition-time = { $start } to { $end } UTC
condition-unstated = a condition that is not stated
discount = Discount: { $share }
other-prices = Other terms: { $conditions }
no-prices = No source says what it costs.
provider = Provider
providers-caption = { $count ->
    [one] 1 provider's offer
   *[other] { $count } offers of providers
}
no-providers = No source says who serves it.
offer-price-in = Price in
offer-price-out = Price out
offer-price-cached = Cache read
offer-context = Context
offer-output = Max output
offer-quantisation = Quantisation
offer-uptime = Uptime
offer-latency = Latency
offer-latency-unit = ms to the first token, median
offer-throughput = Throughput
offer-throughput-unit = tokens a second, median
last-30m = last 30 minutes
scores-lead = Every result that its source holds today. Figures of different boards or methods are not comparable.
no-scores = No source has measured it.
results = { $count ->
    [one] 1 result
   *[other] { $count } results
}
boards = { $count } boards
run = Run
seen = Seen
board = Board
metric = Metric
figure = Figure
from = From
until = Until
holds = holds
extra-interval = 95 % interval
extra-sample = Samples
extra-method = Method
extra-via = Relayed by
no-interval = No interval: the source gives no standard error here.
interval-why = The figure ± 1.96 standard errors of { $error }; of the first figure of the line.
interval-given = As the source itself gives it.
missing-unstated = The source does not say.
missing-in-row = Not in this result.
remark-completed = { $metrics }: by another document of { $whose }, seen { $day }, whose other figures of this run are the same.
remark-doubt = The join is questionable: { $reason }
no-history = Nothing is recorded of its past.
history-chart = Through time
history-chart-prices = Prices
history-chart-alt = { $title }, through time; the tables below hold the same figures.
history-chart-caption = Solid while documents show a figure, dashed until the next one; no line crosses a change of method. The tables below hold the same.
history-prices = { $count ->
    [one] Prices through time: 1 entry
   *[other] Prices through time: { $count } entries
}
history-prices-caption = While each price held
history-scores = { $count ->
    [one] Scores that changed: 1 entry
   *[other] Scores that changed: { $count } entries
}
history-scores-caption = While each figure held
history-steady = { $count ->
    [one] 1 figure has not changed since it was first seen.
   *[other] { $count } figures have not changed since they were first seen.
}
method-break = Method changed from { $old } to { $new }: not comparable with the one before.
names-joined = Names that mean this model
names-refused = Names that do not mean this model
names-alike = Names that wait and look alike
names-alike-lead = Likeness joins nothing: a person decides about them.
names-other = Not, because
names-other-count = { $count ->
    [one] 1 other entry
   *[other] { $count } other entries
}
names-no-other = No other entry was considered.
no-names = No source's name is joined to it.
name = Name
whose = Whose
rule = Rule
evidence = Evidence
via = relayed by { $via }
rule-stated = stated by the row
rule-name = same name
rule-slug = same slug
rule-parts = same parts
rule-parts-only-fit = only fit
rule-alias = a person's alias
rule-hugging-face-id = same repository
rule-pinned = rejected by a person
api-model = the model
api-endpoints = its providers
api-history = its history

## Compare
compare-lead = Up to { $most } models, or runs of them, side by side.
compare-caption = Side by side
compare-add = Add a model
compare-apply = Compare
compare-which = Which one is meant?
compare-nothing-alike = No model is named like that.
compare-no-model = is no model that the catalogue has or had.
compare-no-run = the model is known, but no such run of it was measured.
compare-leave-out = Leave out
compare-empty = Nothing is chosen yet.
compare-empty-how = Add a model above by its id or a part of its name, or begin at a model's page.
compare-most = At most { $most } are compared at once, and { $count } are asked for; leave some out
compare-weights = Open weights
compare-reasons = Reasoning
compare-conditions = Other prices for
compare-cost = Cost
compare-legend = ★ marks a figure that is better than every other one in its row by more than the two 95 % intervals allow: more than 1.96 √(se₁² + se₂²). Where an interval is missing or methods differ, nothing is marked. A figure of the model as a whole names the run that it is of.
conditions-none = No conditions are listed.
conditions-why = The model's own page lists the prices.
no-scores-of-any = No source has measured any of them.
run-whole = the run that speaks for it
best = best
verdict-best = one is best
verdict-close = too close to tell
verdict-no-interval = no intervals, so none is best
verdict-methods = of different methods, not comparable
usage-prompt = Prompt tokens
usage-completion = Completion tokens
usage-cached = of the prompt, cached
usage-requests = Requests
cost-caption = { $requests } × ({ $prompt } in, { $cached } of them cached, { $completion } out)
cost-part = { $count } × { $kind } ${ $dollars }
cost-unknown = Unknown: no source gives a price for { $kind }.
cost-variable = Varies: the price for { $kind } depends on the model that the request is routed to.
cost-condition = prices for prompts of { $count } tokens and more
cost-window = { $dollars } from { $start } to { $end } UTC
cost-too-cached = More tokens are cached than the prompt has.
cost-legend = Costs are exact sums of the catalogue's usual prices; completion tokens include those of reasoning, and a fee a request is added where one is listed.

## Names that wait
unresolved-lead = Names that sources measured and that no rule joins to a model. Benchbook never joins what merely looks alike: a person decides.
unresolved-search = Name, slug or creator
unresolved-every-source = every source
unresolved-count = Waiting names: { $found } of { $total }
unresolved-none = No name is waiting.
unresolved-none-found = No waiting name passes the filter.
unresolved-via = relayed by { $via }
unresolved-results = { $count ->
    [one] 1 result
   *[other] { $count } results
}
unresolved-creator = made by
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
chart-holds = Points: { $count }.
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
left-out-negative_on_log = { $count ->
    [one] 1 point below 0 cannot stand on a logarithmic axis.
   *[other] { $count } points below 0 cannot stand on a logarithmic axis.
}
left-out-not_a_number = { $count ->
    [one] 1 point has no finite figure.
   *[other] { $count } points have no finite figure.
}
left-out-beyond_limit = { $count ->
    [one] 1 point is not drawn: there are more than a chart can show.
   *[other] { $count } points are not drawn: there are more than a chart can show.
}
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
