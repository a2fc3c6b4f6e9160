# What people read, in English. Every key is in zh.ftl too; the tests hold both against the code.

## Labels

error-label = error:
hint-label = hint:
error-plugin-label = plugin:
error-request-label = request:
cell-yes = yes
cell-no = no

## Columns

column-account-id = Account ID
column-arn = ARN
column-current = Current
column-display-name = Display name
column-endpoint = Endpoint
column-expires-at = Expires
column-id = ID
column-identity-type = Identity type
column-mode = Mode
column-name = Name
column-origin = Origin
column-path = Path
column-profile = Profile
column-provides = Provides
column-reason = Reason
column-region = Region
column-resource-group = Resource group
column-runner = Runner
column-sha256 = SHA-256
column-source = Source
column-state = State
column-status = Status
column-version = Version
column-endpoints = Endpoints
column-ok = Works
column-imported = Imported
column-secret-store = Secret store
profile-ok = ok
profile-logged-in = Logged In
profile-logged-out = Logged Out
profile-incomplete = incomplete
profile-secrets-unreadable = secrets-unreadable
profile-secrets-locked = secrets-locked
profile-mode-unknown = mode-unknown
profile-mode-refused = mode-refused
profile-invalid = invalid
column-signature = Signature

## Arguments

error-arguments = the arguments do not make sense together
error-argument-conflict = { $flag } cannot be used together with { $other }
error-argument-repeated = { $flag } may be given once only
error-argument-utf8 = an argument is not valid UTF-8
error-argument-value = the value of { $flag } is not valid
error-argument-without-value = { $flag } needs a value
error-api-format = the format that was asked for has one line for each of many things, and the answer is one document
error-api-host-parameter = the parameter { $key } is set when the call is signed
error-api-one-region = a call goes to one region, and not to several
error-api-parameter = a parameter is not of the form KEY=VALUE (it is not repeated here, in case it is a secret)
error-api-secret = the parameter { $key } does not take the secret itself: others could read it in the process list and the shell's history
error-api-region-twice = -r and RegionId name two regions
error-api-version = the API version of the product { $product } is not known here
error-missing-argument = the argument { $argument } is missing
error-missing-command = { $command } needs a command after it
error-unexpected-argument = { $command } takes no such argument (it is not repeated here, in case it is a secret)
error-unknown-argument = there is no option { $flag }
error-unknown-command = there is no command or resource type "{ $name }"
error-unknown-verb = { $noun } has no command "{ $name }"
error-unknown-column = there is no column "{ $column }"
error-unknown-filter = { $title } cannot be filtered by "{ $filter }"
error-filter-form = the filter "{ $filter }" is not of the form KEY=VALUE
error-filter-repeated = the filter { $filter } may be given once only
error-no-resource-group = { $title } cannot be limited to a resource group
error-filter-value = the filter { $filter } has no value "{ $value }"
error-one-profile = this command is for one profile, and several were named
error-one-region = a profile has one default region: give one, and not "all"
error-query = --query is not valid JMESPath at character { $column }: { $reason }
error-query-failed = --query does not fit the answer: { $reason }
hint-choices = choose one of: { $choices }
hint-api-form = for example: yun api Ecs DescribeInstances RegionId=cn-hangzhou
hint-api-parameter = for example: PageSize=10, or InstanceId.1=i-…
hint-api-query = use --query to choose from the answer
hint-api-secret = say where it is: --secret { $key }=env:NAME, file:PATH, or - for standard input
hint-api-version = give it, as the product's documentation has it: --version YYYY-MM-DD
hint-columns = the columns are: { $columns }
hint-query = a query is JMESPath over the JSON of the answer: [?status=='Running'].id for instance
hint-concurrency = give a whole number from 1 to 1024
hint-did-you-mean = did you mean "{ $name }"?
hint-filter-form = for example --filter status=Running
hint-help = `--help` shows what there is
hint-columns-empty = give column keys, separated by commas
hint-limit = give a whole number, 1 or more
error-declined = nothing was done
hint-timeout = give seconds, from 0.001 to 86400
error-confirmation-needed = this needs a confirmation, and nobody can be asked at this terminal
hint-confirmation-needed = --yes answers it
error-nothing-to-change = nothing was given that is to change
hint-nothing-to-change = give one or more of: { $flags }
value-missing = it cannot be empty
value-no-answer = answer y or n
value-no-bool = it must be true or false
value-no-choice = it is none of the choices
value-no-match = it is not of the right form
value-no-number = it must be a whole number
value-no-url = it must be an address such as https://example.com

## Profiles

error-home-unknown = no home directory is known, and { $variable } is not set
hint-home-unknown = set HOME, or { $variable } to an absolute path
error-config-malformed = { $path } does not parse: line { $line }, column { $column }: { $reason }
hint-config-malformed = mend the file by hand; nothing was written to it
error-config-misplaced = { $key } in { $path } is not a table
error-config-no-text = { $key } in { $path } is a table, where a text belongs
error-no-current-profile = no profile is chosen
error-no-profile = there is no profile yet
error-profile-exists = a profile is called "{ $name }" already
error-profile-key-missing = the profile "{ $name }" in { $path } has no { $key }
error-profile-key-wrong = the profile "{ $name }" in { $path } has a { $key } of the wrong type
error-profile-key-unserved = the profile "{ $name }" has { $key } = "{ $value }", and this version of yun serves only: { $served }
error-profile-signature = the profile "{ $name }" has signature = "{ $value }"; yun signs with "{ $served }" or "{ $other }"
error-profile-name = "{ $name }" cannot be a profile's name: 1 to 128 characters, no space at the ends, no control characters
error-unknown-profile = no profile is called "{ $name }"
hint-empty = leave the option out, or give it a value
hint-list-profiles = `yun profile list` shows the profiles
hint-no-profile = add one: yun profile add NAME --mode MODE --region REGION; `yun profile add --help` shows the rest
hint-profile-exists = take another name, or change that one: yun profile edit { $name }
hint-use-profile = name one with -p, or choose one: yun profile use NAME
error-unknown-mode = there is no credential mode "{ $mode }"
error-mode-forbidden = the credential mode { $mode } is forbidden by the variable { $variable }
hint-modes = the modes are: { $modes }
hint-no-mode = no plugin provides a credential mode: `yun plugin list` shows what was found
error-field-absent = the profile has no { $field }
hint-field-absent = give it: yun profile edit NAME --{ $flag } …; `yun profile edit --help` says what it is
error-field-foreign = the mode { $mode } has no field --{ $flag }
error-field-invalid = the value of --{ $flag } is not of the right form
error-field-missing = the mode { $mode } needs --{ $flag }
hint-field = correct --{ $flag }
hint-field-space = there is space around it
hint-profile-lacks = the profile has none: yun profile edit { $name } --{ $flag } …
hint-field-missing = `yun profile add --help` says what to give for --{ $flag }
error-region-form = "{ $region }" is not a region's id
error-unknown-region = there is no region "{ $region }", or this account may not use it
hint-region-form = a region's id looks like cn-hangzhou
hint-regions = the regions are: { $regions }
error-profile-changed = another process has given the profile "{ $name }" another mode meanwhile; nothing was changed

## Secrets

error-secret-echoed = the secret for --{ $flag } would be shown while it is typed: standard input is a terminal
hint-secret-echoed = pipe it in, or say where it is: --{ $flag } env:NAME or file:PATH
error-secret-empty = the secret for --{ $flag } is empty
error-secret-file = the file { $path }, named by --{ $flag }, cannot be read: { $reason }
error-secret-literal = --{ $flag } does not take the secret itself: others could read it in the process list and the shell's history
error-secret-stdin = the secret for --{ $flag } cannot be read from standard input: { $reason }
error-secret-too-long = the secret for --{ $flag } is longer than { $bytes } bytes
error-secret-variable = the variable { $name }, named by --{ $flag }, is not set
hint-secret-variable = give the variable's name, without $: --{ $flag } env:NAME
hint-secret-literal = say where it is: --{ $flag } env:NAME, file:PATH, or - for standard input
error-secrets-exposed = others can read the secrets in { $path }
hint-secrets-exposed = restrict it: chmod 600 { $path }; then replace the secrets
error-secrets-malformed = { $path }, which holds the secrets, is not in the right form
hint-secrets-malformed = mend the file by hand; nothing was written to it
error-secrets-not-kept = the secrets of the profile "{ $name }" were written to the { $place }, and something else was read back
hint-secrets-not-kept = nothing was changed; see what yun doctor says
error-keyring-absent = no keyring answers in this session
hint-keyring-absent = run yun in the desktop session that has the keyring; or keep secrets in a file with yun settings set secret-store file, and give those of the profile again with yun profile edit
error-keyring-empty = the system's keyring has no default collection, where new secrets would go
hint-keyring-empty = make one in the keyring's own program (Passwords and Keys, for instance), or: yun settings set secret-store file
error-keyring-locked = the system's keyring is locked
hint-keyring-locked = unlock it in its own program or by signing in to the desktop, and try again; or keep secrets in a file: yun settings set secret-store file
error-keyring-denied = the system's keyring was not unlocked, or refuses access to it
hint-keyring-denied = try again and allow it; or keep secrets in a file: yun settings set secret-store file
error-keyring-timeout = the system's keyring did not answer within { $seconds } seconds
hint-keyring-timeout = see whether it waits for an answer on the desktop; or keep secrets in a file: yun settings set secret-store file
error-keyring-too-large = the system's keyring takes no more than { $bytes } bytes for a profile's secrets
hint-keyring-file = keep secrets in a file: yun settings set secret-store file
error-keyring-failed = the system's keyring fails: { $reason }
hint-keyring-failed = see what the keyring's own program says; or keep secrets in a file: yun settings set secret-store file
error-keyring-malformed = what the system's keyring holds for the profile "{ $name }" is not in the right form
hint-keyring-malformed = remove the item in the keyring's own program, and give the secrets again: yun profile edit

## Files and the process

error-read-failed = { $path } cannot be read: { $reason }
error-write-failed = { $path } cannot be written: { $reason }
hint-write-failed = nothing was changed; check the space on the disk and the permissions
error-output = the output cannot be written: { $reason }
error-interrupted = interrupted
error-randomness = the system gives no random numbers: { $reason }
error-thread = the system gives no more threads: { $reason }
error-terminal = the terminal cannot be used for questions: { $reason }

## Calls

error-access-key-disabled = the AccessKey is disabled
hint-access-key-disabled = enable it in the RAM console, or use another
error-access-key-unknown = Alibaba Cloud does not know this AccessKey ID
hint-access-key-unknown = see whether it was copied whole, was deleted, or belongs to the other site (China, international)
error-signature = the AccessKey secret is wrong: the signature does not match
hint-signature = give the secret that belongs to this AccessKey ID
error-clock = this machine's clock and Alibaba Cloud's differ by more than 15 minutes
hint-clock = set the clock
error-token-expired = the security token has expired
hint-token-expired = get new temporary credentials
error-token-invalid = the security token is not valid
error-permission = { $action } is not permitted: { $permission } is missing
error-permission-unnamed = { $action } is not permitted: { $said }
hint-permission = ask who manages the account's RAM policies
error-api = { $action } failed: { $code }: { $said }
error-answer-unreadable = { $action } got a reply that is not from the API (HTTP status { $status })
error-answer-not-json = { $action } got a reply that is not JSON, or was cut
error-answer-shape = { $action } answered in an unexpected form: { $reason }
error-document = the answer is not JSON: { $reason }
error-document-deep = the answer goes deeper than { $most } arrays and objects in each other
error-outcome-unknown = whether { $action } was carried out is not known
hint-outcome-unknown = look whether it was before you send it again; a ClientToken makes sending it again harmless where the API takes one
error-regions-none = { $action } told of no region at all
error-answer-too-large = the answer of { $action } is larger than 64 MiB
hint-answer-unreadable = something between here and Alibaba Cloud may answer in its place: a proxy, or a network's login page
error-certificates-missing = no root certificates were found: { $reason }
error-lock-held = another process holds { $path } and does not let go
hint-lock-held = see whether another yun is running
hint-certificate = if the other side has a certificate of its own, set SSL_CERT_FILE to a file that has its authority
hint-certificates-missing = install the system's certificates, or set SSL_CERT_FILE to a file of them
error-connection-lost = the connection to { $host } was lost: { $reason }
error-no-answer = { $host } did not answer in time
error-unreachable = { $host } cannot be reached: { $reason }
hint-unreachable = check the network, the proxy variables and the endpoint
error-http-client = the HTTP client cannot be set up: { $reason }
error-endpoint-insecure = the endpoint { $url } for { $product }, set by { $place }, is plain http
hint-endpoint-insecure = use https; plain http is for loopback addresses alone
error-endpoint-invalid = the endpoint "{ $url }" for { $product }, set by { $place }, is not an address of scheme, host and port alone
hint-endpoint-invalid = an address looks like https://ecs.cn-hangzhou.aliyuncs.com
error-pages-empty = the list of { $title } goes on with empty pages
error-token-repeats = the list of { $title } gave the same page twice, so it would never end
error-credentials-expiry = the credentials of the plugin { $plugin } have an expiry that is no time
error-credentials-kind = the plugin { $plugin } gave credentials of a kind that this version does not know
error-credentials-malformed = the plugin { $plugin } gave credentials that hold spaces, control characters or other letters than ASCII
error-not-found = { $title }: "{ $id }" is not in { $regions }
hint-not-found = look in other regions with -r, or in every one with -r all
error-clocks = this machine's clock says { $ours } and Alibaba Cloud's { $theirs }: they differ by { $unit ->
    [days] { $count } days
    [hours] { $count } hours
   *[minutes] { $count } minutes
}, and 15 minutes are allowed
error-name-unresolved = the name { $host } cannot be resolved: there is no network, or no such name
hint-name-unresolved = check the network and its name server, the proxy variables, and the region
error-no-route = there is no route to { $host }
hint-no-route = check the network, a VPN if there is one, and the proxy variables
error-refused = { $host } refuses the connection
error-tls = the secure connection to { $host } fails: { $reason }
hint-token-invalid = get new temporary credentials, and give their three parts together

## Plugins

error-plugin-answer = the plugin { $plugin } answered in a form that is not the protocol's
error-plugin-crashed = the plugin { $path } crashed
crash-exited = its process ended by itself with code { $code }
crash-signal = its process was ended by signal { $signal }
crash-unknown = its process ended
error-plugin-not-opened = the plugin { $path } cannot be opened: { $reason }
error-plugin-refused = the plugin { $path } was refused
error-plugin-timeout = the plugin { $plugin } did not answer within { $seconds } s
hint-plugin-timeout = --timeout gives it more time
hint-plugin-list = `yun plugin list` shows what was found and why
error-runner-not-started = a child process for plugins cannot be started: { $reason }
refusal-architecture = it was built for { $plugin }, and this is { $host }
refusal-manifest = { $reason }
refusal-name-taken = it claims "{ $name }", which another plugin has already
refusal-no-manifest = it has no manifest, so it is no plugin of yun
refusal-not-a-file = it is not a regular file
refusal-not-a-library = it is not a library
refusal-pattern = the pattern of its field { $field } is not a valid regular expression
refusal-protocol-newer = it speaks protocol { $plugin } and this version of yun { $host }: use a newer yun
refusal-protocol-older = it speaks protocol { $plugin } and this version of yun { $host }: get a newer version of the plugin
refusal-foreign-owner = { $path } belongs to another user
refusal-too-new = it needs a newer version of yun: { $what } is of a kind that this one does not know
refusal-truncated = it is damaged, or was cut
refusal-unreadable = it cannot be read: { $reason }
refusal-writable-by-others = others can change { $path }

## Notes and progress

note-development-plugins = note: plugins from YUN_PLUGIN_PATH are in use, with all that they ask for: { $plugins }
note-no-profiles = there is no profile yet; `yun profile add --help` says how to add one
note-columns-left-out = this terminal is too narrow for: { $columns } (-o wide shows them)
note-no-resource-group = note: { $title } cannot be limited to the profile's resource group; all are shown
note-nothing-found = no { $title } found
note-nothing-found-group = no { $title } found in the resource group { $group }
note-no-plugins = no plugin was found: neither beside the program nor in YUN_PLUGIN_PATH
note-none-current = no profile is in use now: yun profile use NAME
note-removed = the profile "{ $name }" and its secrets are removed
note-keyring-left = no keyring answers in this session: if one holds the secrets of "{ $name }", they are still in it
note-secrets-moved = the secrets of these profiles are now in the { $place }: { $names }
note-saved = the profile "{ $name }" is saved
note-saved-used = the profile "{ $name }" is saved and in use
note-used = the profile "{ $name }" is in use
note-verified = verified: { $arn }, account { $account }
progress-list = { $title }: { $rows } so far, { $done } of { $targets } regions done
progress-verify = verifying
note-no-groups-list = note: the resource groups cannot be listed; --resource-group sets one ({ $reason })
note-no-regions-list = note: the regions cannot be listed, so type the id of one ({ $reason })
note-renamed = the profile "{ $old }" is called "{ $new }" now
note-reference-left = the profile "{ $profile }" cannot be read in full, and its field { $key } still says "{ $old }"
note-source-removed = the profile "{ $profile }" takes its credentials from "{ $name }" no more: its field { $key } names a profile that is gone

## Questions

prompt-another-region = another: type its id
prompt-edit = Which profile is to change?
prompt-help-choice = ↑↓ move, enter takes, typing narrows down
prompt-help-name = any name you like, Chinese and spaces too
prompt-leave-empty = (none)
prompt-mode = How are credentials obtained?
prompt-name = Name of the profile:
prompt-no-group = none: everything
prompt-recommended = { $title } (recommended)
prompt-region = Default region:
prompt-region-id = Id of the region:
prompt-remove = Which profile is to go?
prompt-remove-sure = Remove the profile "{ $name }" and its secrets?
prompt-rename = Which profile gets another name?
prompt-resource-group = Resource group that lists are limited to:
prompt-secret-stored = { $title } (empty keeps the stored one):
prompt-title = { $title }:
prompt-title-optional = { $title } (may stay empty):
prompt-use = Which profile is to be used?
prompt-yes-or-no = { $title }?

## Help

help-command = COMMAND
help-commands = Commands
help-fields = Fields of the mode
help-global-options = Options of every command
help-arguments = Arguments
help-options = Options
help-usage = Usage:
help-yun = An open, extensible client for Alibaba Cloud. Credential modes and resource types are plugins.
help-api = Send any API call, signed, and show its answer as it came
help-api-action = The API action, DescribeInstances for instance
help-api-parameter = The call's parameters; RegionId is the region's unless it is given
help-api-product = The product's code, Ecs for instance
help-api-secret = A parameter whose value is a secret, and where that is; may be repeated
help-api-version = The API's version; known for common products
help-regions = List the regions that the account may use
help-resource-groups = List the account's resource groups
help-list = List { $title }
help-columns = Columns: { $columns }
help-show = Show one of the { $title } in full
help-show-id = The id
help-option-all-profiles = For every profile
help-option-columns = Only these columns, separated by commas
help-option-color = Whether text is coloured: auto (on a terminal), always or never
help-option-concurrency = How many regions and profiles are asked at once [default: 32]
help-option-filter = Only what passes; may be repeated. Keys: { $filters }
help-option-filter-none = Only what passes; this type has no filters
help-option-help = Show this help
help-option-lang = The language of texts: en or zh
help-option-limit = At most so many rows
help-option-mode = How credentials are obtained
help-option-no-input = Never ask; say what is missing instead
help-option-no-use = Leave the current profile as it is
help-option-no-verify = Save without asking Alibaba Cloud whether the credentials work
help-option-output = How the answer is written: table, wide (every column), json, jsonl (a line each, as they arrive), yaml, csv, tsv or ids
help-option-profile = The profile to use; may be repeated where several make sense
help-option-query = Only what this JMESPath expression finds in the JSON of the answer
help-option-sort = The order of the rows: column keys, separated by commas; -KEY is descending
help-option-quiet = Say nothing but answers and errors
help-option-region = The region; may be repeated, or all
help-option-resource-group = Only this resource group
help-option-runner = Run all plugins in this process, or in children: in-process or child (development)
help-option-signature = How calls are signed: v3, as usual, or v1 for private clouds
help-option-timeout = Give up on what has not answered after so many seconds [default: 60]
help-option-verbose = Log each API call to stderr; -vv logs more
help-option-version = Show the version
help-plugin = Manage plugins
help-plugin-list = List all plugins that were found, and why some are not used
help-profile = Manage profiles: accounts and how to sign in to them
help-profile-add = Add a profile, verify it and use it
help-profile-list = List the profiles
help-profile-name = The profile's name
help-profile-remove = Remove a profile and its secrets
help-profile-use = Make a profile the current one
help-secret-source = where it is, never the secret itself
help-value-format = FORMAT
help-value-action = ACTION
help-value-id = ID
help-value-keys = KEYS
help-value-language = LANGUAGE
help-value-mode = MODE
help-value-name = NAME
help-value-number = NUMBER
help-value-product = PRODUCT
help-value-region = REGION
help-value-query = EXPRESSION
help-value-when = WHEN
help-value-runner = RUNNER
help-value-seconds = SECONDS
help-value-signature = SIGNATURE
help-value-value = VALUE
help-whoami = Show whose credentials the profile has
help-option-no-resource-group = No longer limit lists to a resource group
help-option-unset = A field to empty; may be repeated
help-option-yes = Do it without asking
help-profile-edit = Change a profile: what is given, or what is asked for on a terminal
help-profile-in-use = The profile's name [default: the one in use]
help-profile-new = The name it gets
help-profile-old = The name it has
help-profile-rename = Give a profile another name
help-profile-show = Show a profile; secrets stay hidden
help-profile-verify = See whether profiles work, and if not, why
help-value-field = FIELD
help-value-new = NEW
help-value-old = OLD

## Settings

setting-color = Whether tables are coloured: auto, always or never
setting-language = The language of texts: system (as the locale says), en or zh
setting-output = How answers are written when --output is not given
setting-secret-store = Where secrets lie: keyring (the system's), file (only you can read it), or auto: the keyring if there is one that is unlocked
setting-foreign = This version of yun does not know this setting
error-setting-stored = the setting { $name } in { $path } has a value that this version of yun does not know
hint-setting-stored = set it to one of { $choices }, or run: yun settings unset { $name }
error-setting-value = the setting { $name } cannot be "{ $value }"
error-unknown-setting = there is no setting "{ $name }"
hint-settings = the settings are: { $names }
note-setting-removed = the setting { $name } is removed
note-setting-set = the setting { $name } is now { $value }
note-setting-unset = the setting { $name } is back to its default, { $value }
note-settings-foreign = note: this version of yun does not know these settings, and leaves them alone: { $keys }
column-default = Default
column-help = Help
column-key = Key
column-value = Value
help-settings = Show and change settings
help-settings-get = Show one setting
help-settings-list = List the settings
help-settings-set = Change a setting
help-settings-unset = Put a setting back to its default
help-setting-key = The setting's name
help-setting-value = What it shall be
help-value-key = KEY

## Completion

complete-all-regions = every region
complete-secret-env = a variable that holds it
complete-secret-file = a file that holds it
complete-secret-stdin = standard input
help-completion = Print the script that makes a shell complete yun's commands, options and values
help-completion-shell = The shell: { $shells }
help-completion-install =
    Run the line for your shell once; shells that are started afterwards complete yun:
    {"  "}bash        echo 'eval "$(yun completion bash)"' >> ~/.bashrc
    {"  "}zsh         echo 'source <(yun completion zsh)' >> ~/.zshrc
    {"  "}fish        echo 'yun completion fish | source' >> ~/.config/fish/config.fish
    {"  "}powershell  Add-Content $PROFILE 'yun completion powershell | Out-String | Invoke-Expression'
    {"  "}elvish      echo 'eval (yun completion elvish | slurp)' >> ~/.config/elvish/rc.elv
help-value-shell = SHELL

## Doctor

column-check = Check
column-detail = Detail
column-hint = What to do
help-doctor = Look at everything that may be wrong, and say what to do about it
help-option-offline = Ask nobody: leave out the network, the clock and the credentials
progress-doctor = looking
note-doctor = errors: { $errors }, warnings: { $warnings }
note-doctor-well = all is well
doctor-ok = ok
doctor-warning = warning
doctor-error = error
doctor-skipped = skipped
doctor-config = configuration
doctor-profiles = profiles
doctor-settings = settings
doctor-files = files
doctor-secrets = secrets
doctor-keyring = keyring
doctor-cache = cache
doctor-plugins = plugins
doctor-environment = environment
doctor-network = network
doctor-clock = clock
doctor-credentials = credentials
doctor-config-read = { $path } can be read
doctor-config-none = there is no { $path } yet; the defaults hold
doctor-no-config = not looked at: the configuration cannot be read
doctor-profiles-read = { $names }; the current one is { $current }
doctor-current-unknown = the current profile is "{ $name }", and there is none of that name
doctor-current-none = none of the profiles is the current one: { $names }
doctor-of-profile = profile "{ $name }": { $said }
doctor-settings-read = all settings have values that this version knows; in the file: { $count }
doctor-setting-foreign = this version of yun does not know the setting { $name } and leaves it alone
doctor-hint-setting-foreign = if no other version of yun needs it: yun settings unset { $name }
doctor-home-missing = the home directory { $path } does not exist
doctor-home-unknown = no home directory is known
doctor-hint-home = set HOME to a directory that exists
doctor-directory = { $path } is as it should be
doctor-directory-none = { $path } does not exist yet; it is made when it is needed
doctor-directory-file = { $path } is no directory
doctor-hint-directory-file = move it away; yun makes the directory by itself
doctor-open-to-others = users other than you have access to { $path } (mode { $mode })
doctor-hint-chmod = chmod { $mode } { $path }
doctor-not-writable = { $path } cannot be written to
doctor-hint-access = see whom it belongs to, and what its permissions and those of the directories above it are
doctor-secrets-nowhere = not looked at: no place for them is known
doctor-secrets-read = every profile has the secrets that it needs; profiles looked at: { $count }
doctor-keyring-none = none in this session, and none is needed: secrets lie in a file
doctor-keyring-open = the system's keyring answers and is unlocked; profiles whose secrets lie in it: { $count }
doctor-keyring-lacks = the system's keyring has no secrets of the profile "{ $name }" for the configuration in { $path }
doctor-hint-keyring-lacks = give them again: yun profile edit { $name }
doctor-hint-edit = correct it: yun profile edit { $name }
doctor-cache-read = what is kept there can be read
doctor-cache-broken = the cache of plugin manifests was damaged
doctor-hint-cache = nothing: it has just been made anew, and holds nothing that could be lost
doctor-plugins-none = no plugin was found, so there is no way to sign in and no type of resource
doctor-hint-plugins-none = install yun again: its plugins belong into lib/yun/plugins beside its bin directory
doctor-plugin = { $path }: { $reason }
doctor-hint-plugin-broken = get the plugin anew, or remove the file
doctor-hint-plugin-incompatible = get a version of the plugin that is made for this yun and this machine
doctor-hint-plugin-taken = the other one is used; remove the file if it is not needed
doctor-hint-plugin-untrusted = make it a file that you alone can change, in a directory that you alone can change
doctor-plugin-path-missing = YUN_PLUGIN_PATH names { $path }, and there is no such directory
doctor-hint-plugin-path = correct the variable, or make the directory
doctor-environment-plain = no variable changes what yun does
doctor-endpoint-set = { $variable } sends requests to { $address }
doctor-hint-endpoint-set = unset it unless that is meant
doctor-proxy = { $variable } sends requests through { $address }
doctor-certificates = { $variable } is in use: { $path }
doctor-certificates-unreadable = { $variable } names { $path }, which cannot be read: { $reason }
doctor-hint-certificates = correct { $variable }, or unset it to use the system's certificates
doctor-profile-variable = { $variable } chooses the profile "{ $name }" in place of the current one, "{ $current }"
doctor-profile-variable-unknown = { $variable } chooses the profile "{ $name }", and there is none of that name
doctor-hint-profile-variable = unset { $variable } unless that is meant
doctor-offline = left out, as --offline asks
doctor-endpoint = { $host } answered after { $milliseconds } ms
doctor-clock-unknown = not looked at: no endpoint told the time
doctor-clock-right = this machine's clock and that of { $host } agree
doctor-clock-apart = it is { $here } on this machine and { $there } on { $host }: { $seconds } s apart
doctor-hint-clock = set the clock; from 15 minutes on every request is refused
doctor-hint-clock-error = set the clock: Alibaba Cloud refuses every request from a clock that is more than 15 minutes off
doctor-credentials-none = not looked at: there is no profile that can be used
doctor-credentials-ok = profile "{ $name }": { $arn }, account { $account }
doctor-credentials-slow = the credentials could not be checked in time
doctor-plugins-open = { $ids }: each can be opened

## Manual

help-man = Write the manual pages into a directory
help-man-directory = Where they go; it is made if there is none
help-value-directory = DIR
note-man = manual pages in { $path }: { $count }
man-name = Name
man-synopsis = Synopsis
man-notes = Notes
man-see-also = See also
man-more = Options of every command, exit codes, variables and files are described there.
man-exit-status = Exit status
man-environment = Environment
man-files = Files
man-exit-done = Done.
man-exit-failed = Failed, and none of the below.
man-exit-usage = Wrong use: arguments, an unknown profile, mode, type or region, or a confirmation that nobody could give.
man-exit-partial = Some targets or regions failed, the rest is done.
man-exit-credentials = Credentials are missing, rejected or expired.
man-exit-permission = Not permitted.
man-exit-not-found = Not found.
man-exit-unavailable = Throttled, unavailable or unreachable after retries.
man-exit-plugin = A plugin was refused, is incompatible, crashed or ran out of time.
man-exit-interrupted = Interrupted.
man-env-profile = The profile to use when -p names none; the first that is set counts.
man-env-aliyun-file = Where the profiles of Alibaba Cloud CLI lie, in place of the file under Files.
man-env-aliyun-ignored = If it is TRUE, the profiles of Alibaba Cloud CLI are left aside.
man-env-region = The region of the profile called environment, which the variables of credential modes make.
man-env-directories = Where configuration, secrets and caches lie, in place of the directories under Files.
man-env-endpoint = The address that all requests, or those for one product, are sent to.
man-env-plugin-path = Directories with more plugins, separated as in PATH; for development.
man-env-language = The language of texts, unless --lang or the setting language says otherwise.
man-env-proxy = The proxy to use, and for which hosts to use none.
man-env-certificates = Certificate authorities, in place of the system's.
man-env-color = If it is set to anything, tables have no colour.
man-file-config = Profiles and settings. There is no secret in it.
man-file-secrets = The secrets of the profiles that do not lie in the system's keyring. Only its owner may read it.
man-file-aliyun = The profiles of Alibaba Cloud CLI, which are used as they are. Nothing is ever written there.
man-file-cache = What can be lost: the manifests of plugins, for instance.
man-file-plugins = The plugins that ship with yun, seen from the directory of its executable.

## Services that credential modes use
error-certificate-unreadable = the client's certificate, its key or the trusted certificates cannot be read as PEM
error-command-malformed = the command cannot be split into words: a quotation mark is missing, or there is no word
error-credentials-ended = the credentials that the plugin { $plugin } gave have expired already
error-file-missing = there is no file { $path }
error-file-not-text = { $path } is no text in UTF-8
error-file-too-large = { $path } has more than { $bytes } bytes
error-file-unreadable = { $path } cannot be read: { $reason }
error-http-insecure = { $host } was to be asked for credentials without encryption
error-http-not-text = { $host } answered with something that is no text in UTF-8
error-http-too-large = { $host } answered with more than { $bytes } bytes
error-login-forged = the login is not the one that was asked for: the state that came back is another one
error-role-missing = there is no role { $role }
error-role-not-assumable = the role { $role } cannot be assumed: AssumeRole is not permitted by its trust policy, or by the caller's own policies
error-login-required = there is no login, or it has ended
error-login-timeout = nobody has logged in
error-no-login = the credential mode { $mode } has no login
error-ports-taken = the login cannot come back: none of these ports is free: { $ports }
error-profile-cycle = the profiles take their credentials from one another: { $chain }
error-program-failed = { $program } cannot be run: { $reason }
error-program-missing = there is no program { $program }
error-program-not-text = { $program } wrote something that is no text in UTF-8
error-program-timeout = { $program } had not ended after { $seconds } seconds, and was ended
error-program-too-much = { $program } wrote more than { $bytes } bytes, and was ended
error-prompt-unavailable = a question has to be answered, and nobody can be asked
error-redirect-refused = { $host } sends its callers elsewhere, where credentials are not asked for
error-redirects = { $host } sends its callers round and round
hint-credentials-ended = check this machine's clock, and where the credentials come from
hint-http-insecure = use https; plain http is for this machine (127.0.0.1) only
hint-login = yun login { $name }
hint-login-forged = log in again, in the page that yun opens
hint-login-timeout = log in again; --timeout SECONDS leaves more time, and --no-browser takes an address pasted back
hint-ports-taken = end what listens there, and log in again
hint-profile-cycle = let one of them have credentials of its own: yun profile edit
hint-program-missing = is it installed, and in a directory of PATH?
hint-prompt-unavailable = run yun at a terminal, without --no-input
note-browser-opens = a login page opens in the browser; if none does, it is { $url }
note-login-code = the page must show the code { $code }
note-open-page = open this page in a browser: { $url }
note-paste-address = or paste the address that the browser was led to, and press Enter
note-pasted-wrong = that is not the address that the login page leads to; paste it whole
page-login-done = You are logged in. This page can be closed.
page-login-failed = The login has failed. The terminal says why.

## Logins, and credentials for other programs
help-login = Log in, in a browser
help-logout = Forget a login and all that came of it
help-option-env-format = How they are written: bash, fish, powershell, dotenv or json; that of $SHELL by default
help-option-no-browser = Show the address of the login page instead of opening it, and take the one that is pasted back
help-profile-env = Print the credentials for other programs to read; json suits credentials_uri and process_command
help-run = Run a program with a profile's credentials in its environment
help-run-program = The program, and its arguments, after --
help-value-env-format = FORMAT
help-value-program = PROGRAM
hint-run = yun run -p NAME -- PROGRAM ARGUMENTS
note-logged-in = logged in: { $name } is { $arn } of the account { $account }
note-logged-out = logged out: { $name }
## Profiles that others keep

aliyun-unreadable = { $path } of Alibaba Cloud CLI cannot be read: { $reason }
aliyun-too-large = { $path } of Alibaba Cloud CLI is not read: it is larger than { $mib } MiB
aliyun-malformed = { $path } of Alibaba Cloud CLI is not read: what stands at line { $line }, column { $column } is no JSON
aliyun-shape = { $path } of Alibaba Cloud CLI is not read: it has no list of profiles
aliyun-byte-order-mark = { $path } of Alibaba Cloud CLI begins with a byte-order mark, at which that program itself fails
aliyun-entry-wrong = { $path } of Alibaba Cloud CLI: entry { $number } is no profile, and is left out
aliyun-name-missing = { $path } of Alibaba Cloud CLI: profile { $number } has no name, and is left out
aliyun-name-invalid = { $path } of Alibaba Cloud CLI: profile { $number } is left out, since "{ $name }" cannot be a profile's name
aliyun-name-twice = { $path } of Alibaba Cloud CLI: "{ $name }" is there more than once; the first counts
aliyun-current-wrong = { $path } of Alibaba Cloud CLI: its current profile is no name, and counts as none
aliyun-current-unknown = { $path } of Alibaba Cloud CLI: its current profile, "{ $name }", is not there, and counts as none
error-aliyun-mode-missing = the profile names no mode, and has nothing that one follows from
error-aliyun-mode-unknown = no plugin serves "{ $mode }", a mode of Alibaba Cloud CLI
error-aliyun-mode-unsupported = the mode { $mode } of Alibaba Cloud CLI is not supported
error-foreign-missing = the mode { $mode } needs { $key }, and the profile has none
error-foreign-misfit = the value of { $key } does not fit
error-import-as-several = --as is for one profile, and several were named
error-import-own = the profile "{ $name }" is yun's own already
error-import-unknown = neither Alibaba Cloud CLI nor the environment has a profile called "{ $name }"
error-profile-of-aliyun = the profile "{ $name }" is Alibaba Cloud CLI's, whose file yun only reads
error-profile-of-environment = the profile "{ $name }" is made of environment variables, which yun only reads
hint-aliyun-correct = yun only reads { $path }: correct it there, with aliyun configure --profile { $name } for instance
hint-aliyun-mode-unknown = `yun plugin list` shows what there is; sign in another way: yun profile add NAME --mode MODE
hint-aliyun-mode-unsupported = sign in another way: yun profile add NAME --mode MODE
hint-environment-correct = correct the variable, or unset it
hint-import = name one or several, or all with --all: { $names }
hint-import-as = give it another name: yun profile import { $name } --as NEW
hint-import-nothing = there is none to import: neither in Alibaba Cloud CLI's configuration nor in the environment
hint-profile-import = copy it first: yun profile import { $name }
note-import-nothing = there is nothing to import
note-import-skipped = note: "{ $name }" is left out, since yun has a profile of that name
note-imported = the profile "{ $name }" is imported
note-imported-as = the profile "{ $old }" is imported as "{ $new }"
note-remark = note: { $said }
profile-mode-unsupported = mode-unsupported
prompt-import = Which profile is to be imported?
value-no-region = it is no region's id, such as cn-hangzhou
value-no-text = it must be a text
help-import-name = The names of profiles that yun does not keep
help-option-import-all = Import every profile of Alibaba Cloud CLI
help-option-import-as = The name that the profile gets
help-profile-import = Copy profiles of Alibaba Cloud CLI, or of the environment
doctor-hint-aliyun = yun only reads that file: correct it there, or leave it

# Acting on resources
help-action-ids = Ids of what to act on; - reads them from standard input, one a line
help-option-all-matching = Act on everything that the filters let through; asks first
help-option-dry-run = Change nothing: ask the API whether it would work, or say what would be sent
help-option-yes-action = Do not ask
help-option-no-wait = Do not wait until it is done
help-option-wait-timeout = Wait so long at most, in seconds; 600 unless said
help-option-filter-action = With --all-matching: only what has this value, one of { $filters }; may be given several times
help-no-such-verb = There is no { $verb }
error-action-refused = { $action } is refused
error-action-failed = { $action } ended in the status { $status }
error-wait-timeout = { $action } was taken on, and after { $seconds } seconds the status is still { $status }
hint-wait-timeout = it may still be going on: look again, or wait longer with --wait-timeout
error-end-unseen = { $action } was taken on, and how it ends cannot be seen
error-gone = { $action } was taken on, and the resource is gone
hint-outcome-look = look with: yun { $kind } show { $id } -r { $region }
error-no-ids = nothing says what to act on
hint-no-ids = name ids, read them from standard input with -, or give --filter with --all-matching
error-ids-and-matching = ids and --all-matching cannot be given together
error-filter-without-matching = --filter chooses what to act on only with --all-matching
error-matching-without-filter = --all-matching needs a --filter
hint-matching-without-filter = to act on everything, say so: list the ids with -o ids and hand them over with -
error-no-such-verb = { $kind } has no { $verb }
error-param-missing = --{ $flag } is missing
note-nothing-to-do = nothing to do: no { $title } to act on
note-would-send = would send { $call }
note-waiting = waiting until { $action } is done for { $count }
note-still-going = still going on: { $ids }
note-sent-unanswered = sent, and not answered yet: { $ids }
note-not-sent = not sent: { $ids }
note-look-later = look with: yun { $kind } list
prompt-act = { $action } { $count } { $title }: { $ids }?
ids-and-more = { $ids } and { $more } more
column-done = OK
column-unchanged = Unchanged
column-previous-status = Before
column-error = Error
progress-act = { $action }: { $done } of { $total } done{ $statuses }
note-dry-run = nothing was changed: this was a dry run
