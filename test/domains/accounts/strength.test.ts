import { describe, expect, test } from 'vitest'
import { requireStrongPassword } from '../../../src/domains/accounts/strength.ts'

const weak = (password: string, words: string[] = []) =>
  expect(requireStrongPassword(password, words), password).rejects.toMatchObject({ code: 'password_weak' })
const strong = (password: string) => expect(requireStrongPassword(password, []), password).resolves.toBeUndefined()

describe('a password in Chinese', () => {
  test('of eight characters that belong to no common line is as good as it is', async () => {
    for (const password of ['墨竹听泉煮茶去', '骑楼灯下补伞人', '木棉落在茶杯里', '三更渡口卖云吞'])
      await strong(`${password}了`)
    await strong('夜船灯火9窗')
  })

  test('that everybody knows is refused, alone, twice, or with a year behind it', async () => {
    for (const password of [
      '床前明月光疑是地上霜',
      '一二三四五六七八',
      '我爱你一生一世',
      '我爱你我爱你我爱你',
      '恭喜发财大吉大利',
      '中华人民共和国',
      '我我我我我我我我我我',
      '好好学习天天向上',
      '我爱你520',
      '广州塔2024',
    ]) {
      await weak(password)
    }
  })

  test('that is made of the name of the person or the studio is refused', async () => {
    await weak('晚潮映画工作室', ['晚潮映画工作室'])
    await weak('陈晚潮陈晚潮', ['陈晚潮'])
  })
})

test('other passwords are judged as before', async () => {
  for (const password of ['password1', 'qwertyuiop', '12345678', 'iloveyou2']) await weak(password)
  await strong('correct horse battery')
})
