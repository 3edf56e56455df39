import { encode } from 'uqr'
import { ink, type Sheet } from './sheet.ts'

/** 钤印 as cut in relief, on a field of 1000 by 1000. */
const characters =
  'M570 223 562 225C586 243 606 271 606 295C683 333 780 252 570 223ZM290 121C310 119 317 116 318 111L194 93C186 140 154 219 114 265L122 268C137 260 151 252 166 243L166 245H231V311H120L126 322H231V413C231 421 226 425 189 440L280 483C285 481 289 477 292 472C366 430 423 391 452 370L447 366C403 381 358 394 320 406V322H430C438 322 445 321 447 318L454 330H713C682 372 630 433 585 480C624 488 652 489 676 485C716 442 774 375 802 339C820 338 833 335 839 332L754 294L713 318H448C450 317 451 316 451 316C424 300 376 279 376 279L334 311H320V245H406C418 245 426 243 427 238C399 223 350 202 350 202L307 233H181C209 214 233 192 253 170H443C454 170 463 168 465 164C434 148 383 126 383 126L338 158H263C274 145 283 132 290 121ZM699 108 585 90C554 169 487 240 410 284L420 288C522 255 605 203 659 129C689 199 737 253 812 289C825 266 850 253 883 249L885 245C797 222 710 174 668 117V117C686 117 696 113 699 108Z M390 662 342 696H265V600C323 598 406 593 465 584C482 587 491 586 498 582L415 536C368 553 314 572 267 585L173 562V794C173 803 167 808 134 816L176 871C184 869 192 866 200 861C325 831 427 802 484 785L482 780C406 789 327 797 265 803V708H456C468 708 476 706 478 701C446 685 390 662 390 662ZM511 559V927H528C575 927 604 916 604 912V596H745V798C745 804 741 807 727 807C710 807 628 805 628 805V810C668 814 686 819 698 827C710 834 714 845 717 861C825 856 839 837 839 804V604C855 602 866 599 871 595L779 558L737 584H614Z'

export function drawSeal(sheet: Sheet, x: number, y: number, size: number, turnedDegrees: number): void {
  sheet.save()
  sheet.rotate(turnedDegrees, { origin: [x + size / 2, y + size / 2] })
  sheet.translate(x, y).scale(size / 1000)
  sheet.roundedRect(0, 0, 1000, 1000, 70).fill(ink.seal)
  sheet.path(characters).fill('#ffffff')
  sheet.restore()
}

/** A QR code (ISO/IEC 18004) as rectangles, one for each run of dark modules in a row. */
export function drawQr(sheet: Sheet, text: string, x: number, y: number, size: number): void {
  const { data } = encode(text, { ecc: 'M', border: 0 })
  const module = size / data.length
  data.forEach((row, line) => {
    for (let start = 0; start < row.length; start++) {
      if (!row[start]) continue
      let end = start
      while (row[end]) end++
      sheet.rect(x + start * module, y + line * module, (end - start) * module, module)
      start = end
    }
  })
  sheet.fill(ink.text)
}
