export const log = {
  title: '公开日志',
  pending: '已写入日志，几秒后由下一个签名检查点覆盖。',
  absent: '该版本登记时公开日志尚未启用，日志中没有对应条目。',
  published: '日志第 {{index}} 号条目，已由含 {{size}} 个条目的签名检查点覆盖。',
  signedAt: '检查点签名时间',
  stamped: '最迟存在于以下时间，依据 {{authority}} 的时钟',
  stampPending: '时间戳待签发：已向独立授时的时间戳机构提出请求，在其答复前会持续重试。',
  unstamped: '本站未设置时间戳机构，所示时间均为本站时钟时间。',
  witnessed: '已由见证方会签（见证方监督各方所见日志一致）',
  proof: '下载日志证明（.tlog-proof）',
  words: '凭日志公钥和公开工具即可验证此证明，不依赖本平台，长期有效。请与作品文件一同保存。',
}
