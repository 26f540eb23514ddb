// Looks at the front page as people do: on a phone, in the dark, without scripts to lean on.
import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'

const [base, folder] = process.argv.slice(2)
const NARROWEST = { width: 320, height: 640 }
const LEAST_CONTRAST = 4.5 // WCAG 2.2, 1.4.3 (AA)

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox'], // in CI everybody is root
})

/** Every visible text with its contrast to what is behind it; runs in the page. */
function contrasts() {
  const channels = (color) => color.match(/[\d.]+/g).map(Number)
  const luminance = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((c) => {
      const share = c / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor)
      if (color.length === 3 || color[3] === 1) return color
    }
    return [255, 255, 255]
  }
  const texts = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    if (!text) continue
    const element = walker.currentNode.parentElement
    const pair = [luminance(channels(getComputedStyle(element).color)), luminance(background(element))]
    texts.push({ text, contrast: (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05) })
  }
  return texts
}

async function look(name, { colorScheme, viewport }) {
  const page = await browser.newPage({ colorScheme, viewport })
  const complaints = []
  const requests = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => requests.push(request.url()))
  const answer = await page.goto(base, { waitUntil: 'networkidle' })
  assert.equal(answer.status(), 200)
  assert.match(answer.headers()['content-security-policy'], /^default-src 'none'; style-src 'sha256-/)
  assert.deepEqual(complaints, [], 'the console is quiet: the policy hits nothing of the page')
  assert.deepEqual(requests, [new URL('/', base).href], 'the page asks for nothing else')
  assert.match(await page.title(), /Personal Data Server/)
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  assert.equal(await page.locator('h1').count(), 1)
  assert.ok((await page.locator('h1').boundingBox()).height < 200)
  const style = await page.evaluate(() => getComputedStyle(document.body).maxWidth)
  assert.notEqual(style, 'none', 'the style is in effect')
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ])
  assert.ok(content <= window, `${name}: ${content} px of content in ${window} px`)
  const texts = await page.evaluate(contrasts)
  assert.ok(texts.length > 5)
  for (const { text, contrast } of texts) {
    assert.ok(contrast >= LEAST_CONTRAST, `${name}: contrast ${contrast.toFixed(2)} of "${text}"`)
  }
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
  const least = Math.min(...texts.map((text) => text.contrast))
  console.log(`${name}: ${content} of ${window} px wide, ${texts.length} texts, contrast from ${least.toFixed(1)}`)
  return page
}

const seen = []
try {
  for (const colorScheme of ['light', 'dark']) {
    seen.push(await look(`phone-${colorScheme}`, { colorScheme, viewport: NARROWEST }))
    seen.push(await look(`desk-${colorScheme}`, { colorScheme, viewport: { width: 1280, height: 800 } }))
  }
  const colors = await Promise.all(
    seen.map((page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)),
  )
  assert.notEqual(colors[0], colors[2], 'dark is another color than light')

  const links = await seen[0].locator('a').evaluateAll((all) => all.map((link) => link.href))
  const own = links.filter((link) => new URL(link).origin === new URL(base).origin)
  assert.ok(own.length >= 3, `links of its own: ${links}`)
  for (const link of own) {
    const answer = await fetch(link)
    assert.equal(answer.status, 200, link)
  }
  console.log(`${own.length} links lead somewhere`)
} finally {
  await browser.close()
}
