# 面向用户的中文文本。每个键在 en.ftl 中都有对应；测试会核对两个文件与代码。

## Labels

error-label = 错误：
hint-label = 提示：
error-plugin-label = 插件：
error-request-label = 请求 ID：
cell-yes = 是
cell-no = 否

## Columns

column-account-id = 账号 ID
column-arn = ARN
column-current = 当前
column-display-name = 显示名称
column-endpoint = 接入地址
column-expires-at = 到期时间
column-id = ID
column-identity-type = 身份类型
column-mode = 凭证模式
column-name = 名称
column-origin = 来源
column-path = 路径
column-profile = 配置
column-provides = 提供
column-reason = 原因
column-region = 地域
column-resource-group = 资源组
column-runner = 运行方式
column-sha256 = SHA-256
column-source = 来源
column-state = 状态
column-status = 状态
column-version = 版本
column-endpoints = 接入地址
column-ok = 可用
column-imported = 已导入
column-secret-store = 机密存储
profile-ok = 正常
profile-logged-in = 已登录
profile-logged-out = 未登录
profile-incomplete = 不完整
profile-secrets-unreadable = 无法读取机密信息
profile-secrets-locked = 钥匙串已锁定
profile-mode-unknown = 凭证模式未知
profile-mode-refused = 凭证模式不可用
profile-invalid = 无效
column-signature = 签名版本

## Arguments

error-arguments = 参数组合无效
error-argument-conflict = { $flag } 不能与 { $other } 同时使用
error-argument-repeated = { $flag } 只能指定一次
error-argument-utf8 = 有一个参数不是有效的 UTF-8 文本
error-argument-value = { $flag } 的值无效
error-argument-without-value = { $flag } 需要一个值
error-api-format = 所选格式每行对应一项，而该结果是一个整体文档
error-api-host-parameter = 参数 { $key } 由签名过程设置，不能指定
error-api-one-region = 一次调用只能发往一个地域
error-api-parameter = 有参数不是 KEY=VALUE 的形式（为防止泄露密钥，此处不重复其内容）
error-api-secret = 参数 { $key } 不接受密钥原文：他人可能从进程列表或 Shell 历史中看到
error-api-region-twice = -r 与 RegionId 指定了不同的地域
error-api-version = 不知道产品 { $product } 的 API 版本
error-missing-argument = 缺少参数 { $argument }
error-missing-command = { $command } 之后需要一个命令
error-unexpected-argument = { $command } 不接受这个参数（为防止泄露机密信息，此处不显示其内容）
error-unknown-argument = 没有选项 { $flag }
error-unknown-command = 没有名为“{ $name }”的命令或资源类型
error-unknown-verb = { $noun } 没有名为“{ $name }”的命令
error-unknown-column = 没有名为“{ $column }”的列
error-unknown-filter = { $title }不支持筛选条件“{ $filter }”
error-filter-form = 筛选条件“{ $filter }”的格式不是 KEY=VALUE
error-filter-repeated = 筛选条件 { $filter } 只能指定一次
error-no-resource-group = { $title }不支持按资源组筛选
error-filter-value = 筛选条件 { $filter } 没有取值“{ $value }”
error-one-profile = 此命令只能用于一个配置，但指定了多个
error-one-region = 一个配置只有一个默认地域：请只指定一个，且不能为 all
error-query = --query 的第 { $column } 个字符处不是有效的 JMESPath：{ $reason }
error-query-failed = --query 与结果不符：{ $reason }
hint-choices = 可选值：{ $choices }
hint-api-form = 例如：yun api Ecs DescribeInstances RegionId=cn-hangzhou
hint-api-parameter = 例如 PageSize=10，或 InstanceId.1=i-…
hint-api-query = 请使用 --query 从结果中选取
hint-api-secret = 请指明密钥所在之处：--secret { $key }=env:变量名、file:路径，或 -（标准输入）
hint-api-version = 请按产品文档指定：--version YYYY-MM-DD
hint-columns = 可用的列：{ $columns }
hint-query = 查询是针对 JSON 结果的 JMESPath 表达式，例如 [?status=='Running'].id
hint-concurrency = 请指定 1 到 1024 之间的整数
hint-did-you-mean = 您是不是想输入“{ $name }”？
hint-filter-form = 例如 --filter status=Running
hint-help = 使用 --help 查看可用的命令和选项
hint-columns-empty = 请指定列名，以逗号分隔
hint-limit = 请指定大于等于 1 的整数
error-declined = 未执行任何操作
hint-timeout = 请指定秒数，从 0.001 到 86400
error-confirmation-needed = 此操作需要确认，但无法在该终端提问
hint-confirmation-needed = 使用 --yes 直接确认
error-nothing-to-change = 没有指定要修改的内容
hint-nothing-to-change = 请指定以下一项或多项：{ $flags }
value-missing = 不能为空
value-no-answer = 请回答 y 或 n
value-no-bool = 必须为 true 或 false
value-no-choice = 不在可选值之中
value-no-match = 格式不正确
value-no-number = 必须为整数
value-no-url = 必须为网址，例如 https://example.com

## Profiles

error-home-unknown = 无法确定主目录，且未设置 { $variable }
hint-home-unknown = 请设置 HOME，或将 { $variable } 设为绝对路径
error-config-malformed = { $path } 无法解析：第 { $line } 行第 { $column } 列：{ $reason }
hint-config-malformed = 请手动修正该文件；文件未被改动
error-config-misplaced = { $path } 中的 { $key } 不是表
error-config-no-text = { $path } 中的 { $key } 是一个表，这里应当是文本
error-no-current-profile = 未选择配置
error-no-profile = 还没有任何配置
error-profile-exists = 已存在名为“{ $name }”的配置
error-profile-key-missing = { $path } 中的配置“{ $name }”缺少 { $key }
error-profile-key-wrong = { $path } 中的配置“{ $name }”的 { $key } 类型错误
error-profile-key-unserved = 配置“{ $name }”的 { $key } 为“{ $value }”，当前版本的 yun 仅支持：{ $served }
error-profile-signature = 配置“{ $name }”的 signature 为“{ $value }”，yun 仅支持“{ $served }”或“{ $other }”
error-profile-name = “{ $name }”不能作为配置名称：须为 1 至 128 个字符，首尾不能有空格，不能包含控制字符
error-unknown-profile = 没有名为“{ $name }”的配置
hint-empty = 请省略该选项，或为其指定值
hint-list-profiles = 使用 yun profile list 查看所有配置
hint-no-profile = 请先添加：yun profile add NAME --mode MODE --region REGION，使用 yun profile add --help 查看其他参数
hint-profile-exists = 请换一个名称，或修改已有的配置：yun profile edit { $name }
hint-use-profile = 使用 -p 指定，或选择一个：yun profile use NAME
error-unknown-mode = 没有名为“{ $mode }”的凭证模式
error-mode-forbidden = 环境变量 { $variable } 禁止使用凭证模式 { $mode }
hint-modes = 可用的凭证模式：{ $modes }
hint-no-mode = 没有插件提供凭证模式：使用 yun plugin list 查看已找到的插件
error-field-absent = 该配置缺少 { $field }
hint-field-absent = 请补上：yun profile edit 名称 --{ $flag } …；说明见 yun profile edit --help
error-field-foreign = 凭证模式 { $mode } 没有字段 --{ $flag }
error-field-invalid = --{ $flag } 的值格式不正确
error-field-missing = 凭证模式 { $mode } 需要 --{ $flag }
hint-field = 请更正 --{ $flag }
hint-field-space = 值的前后有空白字符
hint-profile-lacks = 该配置中没有：yun profile edit { $name } --{ $flag } …
hint-field-missing = 使用 yun profile add --help 查看 --{ $flag } 的说明
error-region-form = “{ $region }”不是有效的地域 ID
error-unknown-region = 没有地域“{ $region }”，或该账号无权使用
hint-region-form = 地域 ID 的格式如 cn-hangzhou
hint-regions = 可用的地域：{ $regions }
error-profile-changed = 另一个进程已更改配置“{ $name }”的凭证模式；未作任何更改

## Secrets

error-secret-echoed = 标准输入是终端，--{ $flag } 的机密信息在键入时会显示出来
hint-secret-echoed = 请通过管道传入，或指定其来源：--{ $flag } env:NAME 或 file:PATH
error-secret-empty = --{ $flag } 的机密信息为空
error-secret-file = 无法读取 --{ $flag } 指定的文件 { $path }：{ $reason }
error-secret-literal = --{ $flag } 不接受机密信息本身：他人可能从进程列表或 Shell 历史记录中看到
error-secret-stdin = 无法从标准输入读取 --{ $flag } 的机密信息：{ $reason }
error-secret-too-long = --{ $flag } 的机密信息超过 { $bytes } 字节
error-secret-variable = --{ $flag } 指定的环境变量 { $name } 未设置
hint-secret-variable = 请填写变量名，不带 $：--{ $flag } env:NAME
hint-secret-literal = 请指定其来源：--{ $flag } env:NAME、file:PATH，或用 - 表示标准输入
error-secrets-exposed = 其他用户可以读取 { $path } 中的机密信息
hint-secrets-exposed = 请收回权限：chmod 600 { $path }，并考虑更换机密信息
error-secrets-malformed = 存放机密信息的 { $path } 格式不正确
hint-secrets-malformed = 请手动修正该文件；文件未被改动
error-secrets-not-kept = 配置“{ $name }”的机密信息已写入 { $place }，但读回的内容不一致
hint-secrets-not-kept = 未作任何更改；请运行 yun doctor 查看原因
error-keyring-absent = 当前会话中没有可用的系统钥匙串
hint-keyring-absent = 请在钥匙串所在的桌面会话中运行 yun；或用 yun settings set secret-store file 改为存入文件，再用 yun profile edit 重新提供该配置的机密信息
error-keyring-empty = 系统钥匙串没有用于存放新机密信息的默认集合
hint-keyring-empty = 请在钥匙串自己的程序（例如“密码和密钥”）中创建一个，或运行：yun settings set secret-store file
error-keyring-locked = 系统钥匙串已锁定
hint-keyring-locked = 请在钥匙串自己的程序中解锁或登录桌面，然后重试；也可以改为存入文件：yun settings set secret-store file
error-keyring-denied = 系统钥匙串未被解锁，或拒绝访问
hint-keyring-denied = 请重试并允许访问；也可以改为存入文件：yun settings set secret-store file
error-keyring-timeout = 系统钥匙串在 { $seconds } 秒内没有应答
hint-keyring-timeout = 请查看桌面上是否有等待确认的提示；也可以改为存入文件：yun settings set secret-store file
error-keyring-too-large = 系统钥匙串为一个配置的机密信息最多保存 { $bytes } 字节
hint-keyring-file = 请改为存入文件：yun settings set secret-store file
error-keyring-failed = 系统钥匙串出错：{ $reason }
hint-keyring-failed = 请在钥匙串自己的程序中查看；也可以改为存入文件：yun settings set secret-store file
error-keyring-malformed = 系统钥匙串中配置“{ $name }”的内容格式不正确
hint-keyring-malformed = 请在钥匙串自己的程序中删除该项，再重新提供机密信息：yun profile edit

## Files and the process

error-read-failed = 无法读取 { $path }：{ $reason }
error-write-failed = 无法写入 { $path }：{ $reason }
hint-write-failed = 未作任何更改；请检查磁盘空间和权限
error-output = 无法写入输出：{ $reason }
error-interrupted = 已中断
error-randomness = 系统无法提供随机数：{ $reason }
error-thread = 系统无法创建线程：{ $reason }
error-terminal = 无法在该终端上提问：{ $reason }

## Calls

error-access-key-disabled = 该 AccessKey 已被禁用
hint-access-key-disabled = 请在 RAM 控制台启用，或使用其他 AccessKey
error-access-key-unknown = 阿里云上不存在该 AccessKey ID
hint-access-key-unknown = 请检查是否复制完整、是否已被删除，或是否属于另一站点（中国站、国际站）
error-signature = AccessKey Secret 错误：签名不匹配
hint-signature = 请提供与该 AccessKey ID 对应的 Secret
error-clock = 本机时钟与阿里云相差超过 15 分钟
hint-clock = 请校准时钟
error-token-expired = 安全令牌已过期
hint-token-expired = 请重新获取临时凭证
error-token-invalid = 安全令牌无效
error-permission = 没有权限执行 { $action }：缺少 { $permission }
error-permission-unnamed = 没有权限执行 { $action }：{ $said }
hint-permission = 请联系该账号的 RAM 权限管理员
error-api = { $action } 失败：{ $code }：{ $said }
error-answer-unreadable = { $action } 收到的不是 API 的响应（HTTP 状态码 { $status }）
error-answer-not-json = { $action } 收到的响应不是 JSON，或不完整
error-answer-shape = { $action } 的响应格式异常：{ $reason }
error-document = 返回的内容不是 JSON：{ $reason }
error-document-deep = 返回的内容嵌套超过 { $most } 层
error-outcome-unknown = 不知道 { $action } 是否已执行
hint-outcome-unknown = 再次发送前请先查看是否已执行；如果该 API 支持，使用 ClientToken 可以安全地重复发送
error-regions-none = { $action } 没有返回任何地域
error-answer-too-large = { $action } 的响应超过 64 MiB
hint-answer-unreadable = 可能有代理或网络登录页面代替阿里云作出了响应
error-certificates-missing = 未找到根证书：{ $reason }
error-lock-held = 另一个进程一直占用 { $path }
hint-lock-held = 请检查是否有其他 yun 进程正在运行
hint-certificate = 如果对方使用自有证书，请将 SSL_CERT_FILE 设为包含其签发机构的证书文件
hint-certificates-missing = 请安装系统证书，或将 SSL_CERT_FILE 设为证书文件
error-connection-lost = 与 { $host } 的连接中断：{ $reason }
error-no-answer = { $host } 未在规定时间内响应
error-unreachable = 无法连接 { $host }：{ $reason }
hint-unreachable = 请检查网络、代理变量和接入地址
error-http-client = 无法初始化 HTTP 客户端：{ $reason }
error-endpoint-insecure = { $place } 为 { $product } 设置的接入地址 { $url } 是明文 http
hint-endpoint-insecure = 请使用 https；http 仅允许用于本机回环地址
error-endpoint-invalid = { $place } 为 { $product } 设置的接入地址“{ $url }”无效：只能包含协议、主机和端口
hint-endpoint-invalid = 正确的格式如 https://ecs.cn-hangzhou.aliyuncs.com
error-pages-empty = { $title }列表一直返回空页
error-token-repeats = { $title }列表两次给出同一页，永远不会结束
error-credentials-expiry = 插件 { $plugin } 返回的凭证的过期时间无效
error-credentials-kind = 插件 { $plugin } 返回了当前版本不支持的凭证类型
error-credentials-malformed = 插件 { $plugin } 返回的凭证包含空格、控制字符或非 ASCII 字符
error-not-found = { $title }：在 { $regions } 中没有找到“{ $id }”
hint-not-found = 使用 -r 指定其他地域，或用 -r all 在所有地域中查找
error-clocks = 本机时钟为 { $ours }，阿里云时钟为 { $theirs }：相差 { $unit ->
    [days] { $count } 天
    [hours] { $count } 小时
   *[minutes] { $count } 分钟
}，最多允许相差 15 分钟
error-name-unresolved = 无法解析域名 { $host }：没有网络，或该域名不存在
hint-name-unresolved = 请检查网络和 DNS 设置、代理变量以及地域
error-no-route = 没有到 { $host } 的网络路由
hint-no-route = 请检查网络、VPN（如有）和代理变量
error-refused = { $host } 拒绝连接
error-tls = 无法与 { $host } 建立安全连接：{ $reason }
hint-token-invalid = 请重新获取临时凭证，并同时更新其三个部分

## Plugins

error-plugin-answer = 插件 { $plugin } 的响应不符合协议
error-plugin-crashed = 插件 { $path } 已崩溃
crash-exited = 其进程自行退出，退出码 { $code }
crash-signal = 其进程被信号 { $signal } 终止
crash-unknown = 其进程已结束
error-plugin-not-opened = 无法打开插件 { $path }：{ $reason }
error-plugin-refused = 插件 { $path } 已被拒绝
error-plugin-timeout = 插件 { $plugin } 未在 { $seconds } 秒内响应
hint-plugin-timeout = 使用 --timeout 延长等待时间
hint-plugin-list = 使用 yun plugin list 查看已找到的插件及原因
error-runner-not-started = 无法启动插件子进程：{ $reason }
refusal-architecture = 该文件为 { $plugin } 构建，而本机为 { $host }
refusal-manifest = 清单无效：{ $reason }
refusal-name-taken = 它声明的“{ $name }”已被其他插件占用
refusal-no-manifest = 它没有清单，不是 yun 的插件
refusal-not-a-file = 它不是普通文件
refusal-not-a-library = 它不是动态库
refusal-pattern = 字段 { $field } 的 pattern 不是有效的正则表达式
refusal-protocol-newer = 它使用协议 { $plugin }，而当前 yun 支持 { $host }：请升级 yun
refusal-protocol-older = 它使用协议 { $plugin }，而当前 yun 支持 { $host }：请升级该插件
refusal-foreign-owner = { $path } 属于其他用户
refusal-too-new = 需要更新版本的 yun：{ $what } 的类型不受支持
refusal-truncated = 文件已损坏或不完整
refusal-unreadable = 无法读取：{ $reason }
refusal-writable-by-others = 其他用户可以修改 { $path }

## Notes and progress

note-development-plugins = 注意：正在使用 YUN_PLUGIN_PATH 中的插件，并授予其申请的全部权限：{ $plugins }
note-no-profiles = 还没有任何配置；使用 yun profile add --help 查看如何添加
note-columns-left-out = 终端宽度不足，未显示：{ $columns }（可用 -o wide 查看）
note-no-resource-group = 注意：{ $title }不支持按资源组筛选，将显示全部
note-nothing-found = 没有找到 { $title }
note-nothing-found-group = 资源组 { $group } 中没有找到 { $title }
note-no-plugins = 没有找到任何插件：程序旁边和 YUN_PLUGIN_PATH 中都没有
note-none-current = 当前没有使用中的配置：yun profile use NAME
note-removed = 已删除配置“{ $name }”及其机密信息
note-keyring-left = 当前会话中没有可用的系统钥匙串：如果其中存有“{ $name }”的机密信息，则仍保留在那里
note-secrets-moved = 以下配置的机密信息现已移至 { $place }：{ $names }
note-saved = 已保存配置“{ $name }”
note-saved-used = 已保存并启用配置“{ $name }”
note-used = 已启用配置“{ $name }”
note-verified = 验证成功：{ $arn }，账号 { $account }
progress-list = { $title }：已获取 { $rows } 个，{ $targets } 个地域中已完成 { $done } 个
progress-verify = 正在验证
note-no-groups-list = 注意：无法列出资源组，可使用 --resource-group 指定（{ $reason }）
note-no-regions-list = 注意：无法列出地域，请输入地域 ID（{ $reason }）
note-renamed = 配置“{ $old }”已重命名为“{ $new }”
note-reference-left = 无法完整读取配置“{ $profile }”，其字段 { $key } 的值仍是“{ $old }”
note-source-removed = 配置“{ $profile }”的字段 { $key } 仍引用已删除的配置“{ $name }”，将无法获取凭证

## Questions

prompt-another-region = 其他：手动输入地域 ID
prompt-edit = 要修改哪个配置？
prompt-help-choice = ↑↓ 移动，回车选择，输入文字筛选
prompt-help-name = 可以使用任意名称，包括中文和空格
prompt-leave-empty = （不填）
prompt-mode = 如何获取凭证？
prompt-name = 配置名称：
prompt-no-group = 不限：全部资源
prompt-recommended = { $title }（推荐）
prompt-region = 默认地域：
prompt-region-id = 地域 ID：
prompt-remove = 要删除哪个配置？
prompt-remove-sure = 确定删除配置“{ $name }”及其机密信息吗？
prompt-rename = 要重命名哪个配置？
prompt-resource-group = 列表限定的资源组：
prompt-secret-stored = { $title }（留空则保留已存储的值）：
prompt-title = { $title }：
prompt-title-optional = { $title }（可不填）：
prompt-use = 要使用哪个配置？
prompt-yes-or-no = { $title }？

## Help

help-command = 命令
help-commands = 命令
help-fields = 凭证模式的字段
help-global-options = 通用选项
help-arguments = 参数
help-options = 选项
help-usage = 用法：
help-yun = 开放、可扩展的阿里云客户端。凭证模式和资源类型均由插件提供。
help-api = 发送任意 API 调用（自动签名），原样显示结果
help-api-action = API 操作，例如 DescribeInstances
help-api-parameter = 调用的参数；未指定 RegionId 时取所选地域
help-api-product = 产品代码，例如 Ecs
help-api-secret = 值为密钥的参数及密钥所在之处，可重复指定
help-api-version = API 版本；常用产品无需指定
help-regions = 列出账号可用的地域
help-resource-groups = 列出账号的资源组
help-list = 列出 { $title }
help-columns = 列：{ $columns }
help-show = 查看一个{ $title }的详细信息
help-show-id = ID
help-option-all-profiles = 用于所有配置
help-option-columns = 仅显示这些列，以逗号分隔
help-option-color = 是否使用颜色：auto（仅在终端中）、always 或 never
help-option-concurrency = 同时查询的地域和配置的数量 [默认：32]
help-option-filter = 仅显示符合条件的资源，可重复指定。可用的键：{ $filters }
help-option-filter-none = 仅显示符合条件的资源；该类型没有筛选条件
help-option-help = 显示帮助
help-option-lang = 界面语言：en 或 zh
help-option-limit = 最多显示的行数
help-option-mode = 获取凭证的方式
help-option-no-input = 不进行交互提问，缺少参数时直接报错
help-option-no-use = 不切换当前配置
help-option-no-verify = 不验证凭证，直接保存
help-option-output = 输出格式：table、wide（全部列）、json、jsonl（逐行输出，随到随写）、yaml、csv、tsv 或 ids
help-option-profile = 使用的配置，在支持多个配置的命令中可重复指定
help-option-query = 仅输出该 JMESPath 表达式从 JSON 结果中取出的内容
help-option-sort = 行的排序：列的键，以逗号分隔；-KEY 表示降序
help-option-quiet = 仅输出结果和错误
help-option-region = 地域，可重复指定，或指定 all
help-option-resource-group = 仅限该资源组
help-option-runner = 插件的运行方式：in-process（本进程）或 child（子进程），用于开发
help-option-signature = 调用的签名方式：通常为 v3，专有云可用 v1
help-option-timeout = 等待响应的最长秒数 [默认：60]
help-option-verbose = 将每次 API 调用记录到标准错误，-vv 更详细
help-option-version = 显示版本
help-plugin = 管理插件
help-plugin-list = 列出找到的所有插件，以及未使用的原因
help-profile = 管理配置：账号及其登录方式
help-profile-add = 添加配置，验证并启用
help-profile-list = 列出所有配置
help-profile-name = 配置的名称
help-profile-remove = 删除配置及其机密信息
help-profile-use = 切换当前配置
help-secret-source = 指定来源，不要直接填写机密信息
help-value-format = 格式
help-value-action = 操作
help-value-id = ID
help-value-keys = 键
help-value-language = 语言
help-value-mode = 模式
help-value-name = 名称
help-value-number = 数量
help-value-product = 产品
help-value-region = 地域
help-value-query = 表达式
help-value-when = 时机
help-value-runner = 方式
help-value-seconds = 秒
help-value-signature = 签名版本
help-value-value = 值
help-whoami = 查看当前配置的凭证所属的身份
help-option-no-resource-group = 不再限制资源组
help-option-unset = 清空该字段，可重复指定
help-option-yes = 不询问，直接执行
help-profile-edit = 修改配置：修改指定的内容，或在终端上逐项询问
help-profile-in-use = 配置的名称 [默认：当前使用的配置]
help-profile-new = 新名称
help-profile-old = 原名称
help-profile-rename = 重命名配置
help-profile-show = 查看配置，机密信息不会显示
help-profile-verify = 验证配置是否可用；如不可用，说明原因
help-value-field = 字段
help-value-new = 新名称
help-value-old = 原名称

## Settings

setting-color = 表格是否使用颜色：auto（自动）、always（总是）或 never（从不）
setting-language = 界面语言：system（跟随系统）、en 或 zh
setting-output = 未指定 --output 时的输出格式
setting-secret-store = 机密信息的存放位置：keyring（系统钥匙串）、file（只有您能读取的文件）或 auto（有已解锁的钥匙串时使用它，否则使用文件）
setting-foreign = 此版本的 yun 不认识这项设置
error-setting-stored = { $path } 中的设置 { $name } 的值是此版本的 yun 不认识的
hint-setting-stored = 请将其设为以下之一：{ $choices }，或运行：yun settings unset { $name }
error-setting-value = 设置 { $name } 不能是“{ $value }”
error-unknown-setting = 没有名为“{ $name }”的设置
hint-settings = 可用的设置：{ $names }
note-setting-removed = 已删除设置 { $name }
note-setting-set = 设置 { $name } 现在是 { $value }
note-setting-unset = 设置 { $name } 已恢复为默认值 { $value }
note-settings-foreign = 注意：此版本的 yun 不认识以下设置，未作改动：{ $keys }
column-default = 默认值
column-help = 说明
column-key = 设置
column-value = 值
help-settings = 查看和修改设置
help-settings-get = 查看一项设置
help-settings-list = 列出所有设置
help-settings-set = 修改一项设置
help-settings-unset = 将一项设置恢复为默认值
help-setting-key = 设置的名称
help-setting-value = 要设成的值
help-value-key = 设置

## Completion

complete-all-regions = 所有地域
complete-secret-env = 存有该值的环境变量
complete-secret-file = 存有该值的文件
complete-secret-stdin = 标准输入
help-completion = 输出 Shell 补全脚本，用于补全 yun 的命令、选项和取值
help-completion-shell = Shell：{ $shells }
help-completion-install =
    为您的 Shell 运行一次对应的命令，之后启动的 Shell 就能补全 yun：
    {"  "}bash        echo 'eval "$(yun completion bash)"' >> ~/.bashrc
    {"  "}zsh         echo 'source <(yun completion zsh)' >> ~/.zshrc
    {"  "}fish        echo 'yun completion fish | source' >> ~/.config/fish/config.fish
    {"  "}powershell  Add-Content $PROFILE 'yun completion powershell | Out-String | Invoke-Expression'
    {"  "}elvish      echo 'eval (yun completion elvish | slurp)' >> ~/.config/elvish/rc.elv
help-value-shell = SHELL

## Doctor

column-check = 检查项
column-detail = 结果
column-hint = 处理办法
help-doctor = 检查可能出问题的各个方面，并说明如何处理
help-option-offline = 不访问网络：略过网络、时钟和凭证检查
progress-doctor = 正在检查
note-doctor = 错误：{ $errors }，警告：{ $warnings }
note-doctor-well = 一切正常
doctor-ok = 正常
doctor-warning = 警告
doctor-error = 错误
doctor-skipped = 略过
doctor-config = 配置文件
doctor-profiles = 配置
doctor-settings = 设置
doctor-files = 文件
doctor-secrets = 机密信息
doctor-keyring = 钥匙串
doctor-cache = 缓存
doctor-plugins = 插件
doctor-environment = 环境变量
doctor-network = 网络
doctor-clock = 时钟
doctor-credentials = 凭证
doctor-config-read = 可以读取 { $path }
doctor-config-none = 还没有 { $path }，使用默认值
doctor-no-config = 未检查：无法读取配置文件
doctor-profiles-read = { $names }；当前配置是 { $current }
doctor-current-unknown = 当前配置是“{ $name }”，但没有这个名称的配置
doctor-current-none = 还没有选择当前配置，可选：{ $names }
doctor-of-profile = 配置“{ $name }”：{ $said }
doctor-settings-read = 所有设置的值都有效；文件中的设置数：{ $count }
doctor-setting-foreign = 此版本的 yun 不认识设置 { $name }，未作改动
doctor-hint-setting-foreign = 如果没有其他版本的 yun 需要它，请运行：yun settings unset { $name }
doctor-home-missing = 主目录 { $path } 不存在
doctor-home-unknown = 无法确定主目录
doctor-hint-home = 请将 HOME 设为一个存在的目录
doctor-directory = { $path } 没有问题
doctor-directory-none = { $path } 还不存在，需要时会自动创建
doctor-directory-file = { $path } 不是目录
doctor-hint-directory-file = 请将其移走；yun 会自行创建该目录
doctor-open-to-others = 其他用户可以访问 { $path }（权限 { $mode }）
doctor-hint-chmod = chmod { $mode } { $path }
doctor-not-writable = 无法写入 { $path }
doctor-hint-access = 请检查它的所有者，以及它和上级目录的权限
doctor-secrets-nowhere = 未检查：无法确定存放位置
doctor-secrets-read = 每个配置都有所需的机密信息；已检查的配置数：{ $count }
doctor-keyring-none = 当前会话中没有系统钥匙串，也不需要：机密信息存放在文件中
doctor-keyring-open = 系统钥匙串可用且已解锁；机密信息存放在其中的配置数：{ $count }
doctor-keyring-lacks = 系统钥匙串中没有 { $path } 所在配置目录的配置“{ $name }”的机密信息
doctor-hint-keyring-lacks = 请重新提供：yun profile edit { $name }
doctor-hint-edit = 请修改该配置：yun profile edit { $name }
doctor-cache-read = 缓存可以正常读取
doctor-cache-broken = 插件清单的缓存已损坏
doctor-hint-cache = 无需处理：缓存刚刚已重新生成，没有丢失任何内容
doctor-plugins-none = 没有找到任何插件，因此没有可用的登录方式和资源类型
doctor-hint-plugins-none = 请重新安装 yun：插件应位于 bin 目录旁的 lib/yun/plugins 中
doctor-plugin = { $path }：{ $reason }
doctor-hint-plugin-broken = 请重新获取该插件，或删除该文件
doctor-hint-plugin-incompatible = 请获取适用于此版本 yun 和此机器的插件版本
doctor-hint-plugin-taken = 正在使用的是另一个插件；如不需要此文件，请将其删除
doctor-hint-plugin-untrusted = 请确保只有您能修改该文件及其所在目录
doctor-plugin-path-missing = YUN_PLUGIN_PATH 中的 { $path } 不是已有的目录
doctor-hint-plugin-path = 请修正该变量，或创建该目录
doctor-environment-plain = 没有环境变量影响 yun 的行为
doctor-endpoint-set = { $variable } 将请求发往 { $address }
doctor-hint-endpoint-set = 如果不是有意为之，请取消该变量
doctor-proxy = { $variable } 使请求经过 { $address }
doctor-certificates = 正在使用 { $variable }：{ $path }
doctor-certificates-unreadable = { $variable } 指定的 { $path } 无法读取：{ $reason }
doctor-hint-certificates = 请修正 { $variable }，或取消它以使用系统证书
doctor-profile-variable = { $variable } 选择了配置“{ $name }”，而不是当前配置“{ $current }”
doctor-profile-variable-unknown = { $variable } 选择了配置“{ $name }”，但没有这个名称的配置
doctor-hint-profile-variable = 如果不是有意为之，请取消 { $variable }
doctor-offline = 已按 --offline 略过
doctor-endpoint = { $host } 在 { $milliseconds } 毫秒后应答
doctor-clock-unknown = 未检查：没有服务端点给出时间
doctor-clock-right = 本机时钟与 { $host } 一致
doctor-clock-apart = 本机时间是 { $here }，{ $host } 的时间是 { $there }：相差 { $seconds } 秒
doctor-hint-clock = 请校准时钟；相差达到 15 分钟后，所有请求都会被拒绝
doctor-hint-clock-error = 请校准时钟：时钟相差超过 15 分钟时，阿里云会拒绝所有请求
doctor-credentials-none = 未检查：没有可用的配置
doctor-credentials-ok = 配置“{ $name }”：{ $arn }，账号 { $account }
doctor-credentials-slow = 未能在限定时间内检查凭证
doctor-plugins-open = { $ids }：均可打开

## Manual

help-man = 将手册页写入一个目录
help-man-directory = 写入的目录；不存在时会创建
help-value-directory = 目录
note-man = { $path } 中的手册页数：{ $count }
man-name = 名称
man-synopsis = 概要
man-notes = 说明
man-see-also = 参见
man-more = 所有命令的通用选项、退出码、环境变量和文件见该手册页。
man-exit-status = 退出码
man-environment = 环境变量
man-files = 文件
man-exit-done = 完成。
man-exit-failed = 失败，且不属于以下各类。
man-exit-usage = 用法错误：参数错误，配置、模式、资源类型或地域不存在，或者无人能够确认。
man-exit-partial = 部分目标或地域失败，其余已完成。
man-exit-credentials = 凭证缺失、被拒绝或已过期。
man-exit-permission = 没有权限。
man-exit-not-found = 未找到。
man-exit-unavailable = 重试后仍被限流、不可用或无法连接。
man-exit-plugin = 插件被拒绝、不兼容、崩溃或超时。
man-exit-interrupted = 被中断。
man-env-profile = 未用 -p 指定时使用的配置；以第一个已设置的变量为准。
man-env-aliyun-file = 阿里云 CLI 配置文件的位置，用于代替“文件”一节中的文件。
man-env-aliyun-ignored = 设为 TRUE 时，不使用阿里云 CLI 的配置。
man-env-region = 名为 environment 的配置所用的地域；该配置由各凭证模式的环境变量构成。
man-env-directories = 配置、机密信息和缓存的存放位置，用于代替“文件”一节中的目录。
man-env-endpoint = 所有请求或某个产品的请求要发往的地址。
man-env-plugin-path = 其他插件所在的目录，分隔方式与 PATH 相同；用于开发。
man-env-language = 界面语言；--lang 和设置 language 优先。
man-env-proxy = 使用的代理，以及不使用代理的主机。
man-env-certificates = 用于代替系统证书的证书颁发机构。
man-env-color = 设为任意值时，表格不使用颜色。
man-file-config = 配置和设置，其中没有机密信息。
man-file-secrets = 未存入系统钥匙串的机密信息，只有所有者能读取。
man-file-aliyun = 阿里云 CLI 的配置，可直接使用，yun 从不写入该文件。
man-file-cache = 可以丢失的内容，例如插件清单。
man-file-plugins = 随 yun 提供的插件，路径相对于可执行文件所在的目录。

## 凭证模式使用的服务
error-certificate-unreadable = 客户端证书、私钥或受信任的证书不是有效的 PEM
error-command-malformed = 无法把该命令拆分为单词：缺少引号，或命令为空
error-credentials-ended = 插件 { $plugin } 返回的凭证已经过期
error-file-missing = 文件 { $path } 不存在
error-file-not-text = { $path } 不是 UTF-8 文本
error-file-too-large = { $path } 超过 { $bytes } 字节
error-file-unreadable = 无法读取 { $path }：{ $reason }
error-http-insecure = 向 { $host } 获取凭证时未使用加密连接
error-http-not-text = { $host } 返回的内容不是 UTF-8 文本
error-http-too-large = { $host } 返回的内容超过 { $bytes } 字节
error-login-forged = 返回的 state 与发出的不一致，这不是本次请求的登录
error-role-missing = 角色 { $role } 不存在
error-role-not-assumable = 无法扮演角色 { $role }：其信任策略或调用者的权限策略没有授予 AssumeRole 权限
error-login-required = 尚未登录，或登录已失效
error-login-timeout = 在限定时间内没有完成登录
error-no-login = 凭证模式 { $mode } 不需要登录
error-ports-taken = 无法接收登录结果，以下端口均被占用：{ $ports }
error-profile-cycle = 配置之间循环引用凭证：{ $chain }
error-program-failed = 无法运行 { $program }：{ $reason }
error-program-missing = 找不到程序 { $program }
error-program-not-text = { $program } 的输出不是 UTF-8 文本
error-program-timeout = { $program } 运行 { $seconds } 秒后仍未结束，已被终止
error-program-too-much = { $program } 的输出超过 { $bytes } 字节，已被终止
error-prompt-unavailable = 有问题需要回答，但当前无法提问
error-redirect-refused = { $host } 要求跳转到其他地址，不会向那里获取凭证
error-redirects = { $host } 的跳转次数过多
hint-credentials-ended = 请检查本机时钟以及凭证的来源
hint-http-insecure = 请使用 https；明文 http 仅可用于本机（127.0.0.1）
hint-login = yun login { $name }
hint-login-forged = 请在 yun 打开的页面中重新登录
hint-login-timeout = 请重新登录；--timeout 秒数 可延长等待时间，--no-browser 可粘贴返回的地址
hint-ports-taken = 请结束占用端口的程序，然后重新登录
hint-profile-cycle = 请让其中一个配置使用自己的凭证：yun profile edit
hint-program-missing = 是否已安装，且位于 PATH 的某个目录中？
hint-prompt-unavailable = 请在终端中运行 yun，且不要使用 --no-input
note-browser-opens = 正在浏览器中打开登录页面；若未打开，请访问 { $url }
note-login-code = 页面上应显示验证码 { $code }
note-open-page = 请在浏览器中打开：{ $url }
note-paste-address = 也可以粘贴浏览器最后跳转到的地址，然后按回车
note-pasted-wrong = 这不是登录页面跳转到的地址，请完整粘贴
page-login-done = 登录成功，可以关闭此页面。
page-login-failed = 登录失败，原因请见终端。

## 登录，以及供其他程序使用的凭证
help-login = 在浏览器中登录
help-logout = 退出登录，并清除登录得到的一切
help-option-env-format = 输出格式：bash、fish、powershell、dotenv 或 json；默认按 $SHELL 选择
help-option-no-browser = 不打开浏览器，只显示登录页面的地址，并接受粘贴回来的地址
help-profile-env = 打印供其他程序读取的凭证；json 可用于 credentials_uri 和 process_command
help-run = 在带有配置凭证的环境变量中运行程序
help-run-program = 程序及其参数，写在 -- 之后
help-value-env-format = 格式
help-value-program = 程序
hint-run = yun run -p 名称 -- 程序 参数
note-logged-in = 登录成功：{ $name } 的身份是 { $arn }，账号 { $account }
note-logged-out = 已退出登录：{ $name }
## 由其他程序维护的配置

aliyun-unreadable = 无法读取阿里云 CLI 的 { $path }：{ $reason }
aliyun-too-large = 未读取阿里云 CLI 的 { $path }：文件超过 { $mib } MiB
aliyun-malformed = 未读取阿里云 CLI 的 { $path }：第 { $line } 行第 { $column } 列不是有效的 JSON
aliyun-shape = 未读取阿里云 CLI 的 { $path }：其中没有配置列表
aliyun-byte-order-mark = 阿里云 CLI 的 { $path } 以字节顺序标记（BOM）开头，该程序自身无法读取
aliyun-entry-wrong = 阿里云 CLI 的 { $path }：第 { $number } 项不是配置，已忽略
aliyun-name-missing = 阿里云 CLI 的 { $path }：第 { $number } 个配置没有名称，已忽略
aliyun-name-invalid = 阿里云 CLI 的 { $path }：第 { $number } 个配置已忽略，因为“{ $name }”不能用作配置名称
aliyun-name-twice = 阿里云 CLI 的 { $path }：“{ $name }”出现多次，以第一个为准
aliyun-current-wrong = 阿里云 CLI 的 { $path }：当前配置不是名称，视为未设置
aliyun-current-unknown = 阿里云 CLI 的 { $path }：当前配置“{ $name }”不存在，视为未设置
error-aliyun-mode-missing = 该配置未指定凭证模式，也无法根据其内容推断
error-aliyun-mode-unknown = 没有插件支持阿里云 CLI 的凭证模式“{ $mode }”
error-aliyun-mode-unsupported = 不支持阿里云 CLI 的凭证模式 { $mode }
error-foreign-missing = 凭证模式 { $mode } 需要 { $key }，而该配置中没有
error-foreign-misfit = { $key } 的值不符合要求
error-import-as-several = --as 只能用于一个配置，但指定了多个
error-import-own = 配置“{ $name }”已经是 yun 自己的配置
error-import-unknown = 阿里云 CLI 和环境变量中都没有名为“{ $name }”的配置
error-profile-of-aliyun = 配置“{ $name }”属于阿里云 CLI，yun 只读取其文件
error-profile-of-environment = 配置“{ $name }”来自环境变量，yun 只读取这些变量
hint-aliyun-correct = yun 只读取 { $path }，请在该文件中更正，例如使用 aliyun configure --profile { $name }
hint-aliyun-mode-unknown = `yun plugin list` 可查看已有的插件；也可以改用其他登录方式：yun profile add NAME --mode MODE
hint-aliyun-mode-unsupported = 请改用其他登录方式：yun profile add NAME --mode MODE
hint-environment-correct = 请更正该环境变量，或将其取消设置
hint-import = 请指定一个或多个，或用 --all 导入全部：{ $names }
hint-import-as = 请换一个名称：yun profile import { $name } --as NEW
hint-import-nothing = 没有可导入的配置：阿里云 CLI 的配置文件和环境变量中都没有
hint-profile-import = 请先复制一份：yun profile import { $name }
note-import-nothing = 没有可导入的配置
note-import-skipped = 注意：已跳过“{ $name }”，因为 yun 已有同名配置
note-imported = 已导入配置“{ $name }”
note-imported-as = 已将配置“{ $old }”导入为“{ $new }”
note-remark = 注意：{ $said }
profile-mode-unsupported = 凭证模式不受支持
prompt-import = 要导入哪个配置？
value-no-region = 不是有效的地域 ID，例如 cn-hangzhou
value-no-text = 必须是文本
help-import-name = 不由 yun 保存的配置的名称
help-option-import-all = 导入阿里云 CLI 的所有配置
help-option-import-as = 导入后的名称
help-profile-import = 复制阿里云 CLI 或环境变量中的配置
doctor-hint-aliyun = yun 只读取该文件，请在其中更正，或保持不变
