/** Frequent characters whose traditional form differs, simplified first. Ambiguous ones are left out. */
const TRADITIONAL = new Map<string, string>(
  (
    '个個们們来來这這说說国國时時会會对對过過没沒还還见見问問听聽让讓话話请請门門间間长長马馬车車东東书書开開关關' +
    '学學实實声聲写寫头頭买買卖賣读讀认認识識该該谁誰语語计計设設许許论論证證评評词詞试試诗詩诚誠误誤诸諸课課' +
    '红紅纪紀约約级級纷紛纸紙线線练練组組细細织織终終绍紹经經结結给給绝絕统統继繼绪緒续續绿綠缘緣' +
    '钱錢银銀铁鐵错錯锦錦镇鎮针針钟鐘难難双雙观觀欢歡劝勸权權汉漢叹嘆风風飞飛鸟鳥鱼魚龙龍龟龜' +
    '万萬与與丝絲业業丽麗举舉义義乌烏乐樂乡鄉乱亂争爭亏虧亲親亿億仅僅从從仓倉仪儀价價众眾优優伤傷伦倫体體' +
    '侠俠侦偵侧側俩倆债債倾傾偿償儿兒党黨兰蘭兴興养養兽獸军軍农農冯馮决決净淨凉涼减減凤鳳凭憑凯凱击擊刘劉则則刚剛创創' +
    '别別剑劍剧劇办辦动動励勵劳勞势勢区區医醫华華协協单單卢盧卫衛却卻厂廠厅廳历歷压壓厉厲县縣参參发發变變叶葉号號叹嘆' +
    '吓嚇吴吳员員呜嗚咏詠哑啞响響唤喚团團园園围圍图圖圆圓圣聖场場坏壞块塊坚堅坛壇坟墳垫墊墙牆处處备備够夠夺奪奋奮奖獎' +
    '妆妝妇婦妈媽娱娛孙孫宁寧宝寶审審宫宮宽寬宾賓寝寢寻尋导導寿壽将將尘塵尝嘗层層属屬岁歲岛島币幣师師帐帳带帶帮幫库庫应應庙廟' +
    '废廢张張弹彈强強归歸录錄彻徹忆憶忧憂怀懷态態怜憐总總恋戀恶惡恼惱悬懸惊驚惧懼惨慘惯慣愤憤愿願戏戲战戰户戶扑撲执執扩擴扫掃' +
    '扰擾抚撫护護报報担擔拥擁择擇挂掛挥揮损損换換据據掷擲搂摟摆擺摇搖敌敵数數断斷无無旧舊显顯晓曉暂暫术術机機杀殺杂雜条條杨楊' +
    '极極构構枪槍柜櫃树樹样樣桥橋梦夢检檢楼樓横橫欧歐残殘毁毀毕畢气氣汤湯沟溝泪淚泼潑泽澤洁潔济濟浓濃润潤涌湧涛濤渊淵温溫湾灣湿濕' +
    '满滿滚滾滞滯潜潛灭滅灯燈灵靈灾災炉爐点點烂爛烛燭烟煙烦煩烧燒热熱爱愛爷爺犹猶狮獅独獨狱獄猎獵猫貓献獻环環现現玛瑪琼瓊电電画畫' +
    '畅暢疗療疯瘋疮瘡痴癡监監盖蓋盗盜盘盤着著矫矯码碼确確礼禮祸禍离離种種积積称稱稳穩穷窮窃竊窗窗竞競笔筆笼籠签簽筹籌简簡粮糧紧緊' +
    '罗羅罚罰罢罷职職联聯肃肅肠腸肤膚胜勝胶膠脏臟脑腦脚腳脱脫脸臉腊臘舍捨舰艦节節芦蘆苍蒼苏蘇苹蘋范範荐薦荣榮荡蕩药藥获獲莲蓮营營' +
    '萧蕭蓝藍虑慮虚虛虽雖虾蝦蚀蝕蛮蠻蜡蠟补補袜襪装裝裤褲览覽觉覺触觸讨討训訓记記讲講访訪诉訴诊診'
  )
    .match(/../gu)
    ?.map((pair) => [...pair] as [string, string]) ?? [],
)

export const traditional = (text: string): string => [...text].map((c) => TRADITIONAL.get(c) ?? c).join('')

/** Latin letters, digits and signs as wide as Chinese characters. */
export const fullWidth = (text: string): string =>
  [...text]
    .map((c) => {
      const code = c.codePointAt(0) ?? 0
      return code === 0x20 ? '\u3000' : code > 0x20 && code < 0x7f ? String.fromCodePoint(code + 0xfee0) : c
    })
    .join('')

const HAN = /\p{Script=Han}/u
/** Latin words, two Chinese characters, or whatever else stands alone. */
const WORDS = /[\p{Script=Latin}'’]+|\p{Script=Han}{1,2}|[\s\S]/gu
const isWord = (token: string): boolean => /^[\p{Script=Latin}\p{Script=Han}]/u.test(token)

/**
 * Replaces a share of the words by other words of the same book: nearer to a careless rewriter than random letters, and as hard
 * for shingles as real synonyms are.
 */
export const swapped = (text: string, share: number, random: () => number, vocabulary: readonly string[]): string => {
  const words = (vocabulary.join('').match(WORDS) ?? []).filter(isWord)
  return (text.match(WORDS) ?? [])
    .map((token) => (isWord(token) && random() < share ? (words[Math.floor(random() * words.length)] ?? token) : token))
    .join('')
}

/** Sentences in another order: runs of three to six of them change places. */
export const paragraphsMoved = (text: string, random: () => number): string => {
  const sentences = text.match(/[^。！？.!?\n]+[。！？.!?\n]*/gu) ?? [text]
  const groups: string[] = []
  for (let i = 0; i < sentences.length; ) {
    const many = 3 + Math.floor(random() * 4)
    groups.push(sentences.slice(i, i + many).join(''))
    i += many
  }
  const order = groups.map((group) => ({ group, at: random() })).sort((a, b) => a.at - b.at)
  return order.map(({ group }) => group).join('')
}

/** A share of the characters is read wrongly, lost or doubled. */
export const ocrNoise = (text: string, share: number, random: () => number, vocabulary: readonly string[]): string => {
  const wrong = (c: string): string => {
    const kind = random()
    if (kind < 0.2) return ''
    if (kind < 0.3) return c + c
    for (let tries = 0; tries < 20; tries++) {
      const other = vocabulary[Math.floor(random() * vocabulary.length)] ?? c
      if (HAN.test(other) === HAN.test(c) && /\S/u.test(other)) return other
    }
    return c
  }
  return [...text].map((c) => (/\S/u.test(c) && random() < share ? wrong(c) : c)).join('')
}
