export const packages = {
  title: '证据包',
  words:
    '权利证明、副本、比对结果、并排画面和保管记录装进一个压缩包，写入公开日志并取时间戳。法院和调解员用公开工具就能核验，不需要我们。',
  make: '制作证据包',
  making: '正在制作证据包 · {{percent}}',
  leave: '可以离开这一页，做好后还在这里。',
  failed: '这次没有做成，什么也没有丢。',
  again: '再试一次',
  download: '下载证据包（{{size}}）',
  verify: '核验：qianyin verify {{id}}.zip，或在“验证”页放入',
  timestamp: {
    granted: '已加盖时间戳；由哪个机构签署，核验时会写明',
    pending: '时间戳待取',
    off: '没有设置时间戳机构，时间由日志证明',
  },
  askTimestamp: '再取时间戳',
  custody: '每次下载都会记入保管记录。',
}
