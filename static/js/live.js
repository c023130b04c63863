// A page of a meeting that is on. It asks again and again whether anything changed, and puts only what changed in place.
// What is tapped is kept in the browser until it is sent, in order, so that nothing is lost while there is no signal.
const EVERY = 3000
const TRIES = 10000 // how long one request may take
const SENT_AFRESH = /name="(?:csrfmiddlewaretoken|tap)" value="[^"]*"/g // differs each time, and changes nothing on the page

class Live {
  static moduleName = 'app-live'

  constructor (root) {
    this.root = root
    this.live = root.querySelector('[data-live]')
    this.signal = root.querySelector('[data-signal]')
    this.stamp = root.dataset.stamp
    this.kept = `taps:${root.dataset.who}:${location.pathname}`
    this.refused = ''
    document.addEventListener('submit', (event) => this.tapped(event))
    for (const name of ['online', 'offline']) window.addEventListener(name, () => this.turn())
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.turn() })
    this.turn()
  }

  // --- what is tapped ---

  get waiting () {
    try { return JSON.parse(localStorage.getItem(this.kept)) || [] } catch { return this.memory || [] }
  }

  set waiting (taps) {
    this.memory = taps
    try {
      if (taps.length) localStorage.setItem(this.kept, JSON.stringify(taps))
      else localStorage.removeItem(this.kept)
    } catch { /* a browser that keeps nothing: they stay on this page */ }
    this.tell()
  }

  tapped (event) {
    const form = event.target
    if (form.dataset.tap === undefined) return
    const words = form.querySelector('textarea')
    if (words && !form.checkValidity() && navigator.onLine) return // sent as a page, which says what is missing
    event.preventDefault()
    const sent = [...new FormData(form)].filter(([name]) => name !== 'csrfmiddlewaretoken' && name !== 'tap')
    const number = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, '0')).join('')
    this.refused = ''
    this.waiting = [...this.waiting, { url: form.getAttribute('action'), sent, number, at: Date.now() }]
    if (words) form.reset()
    this.turn()
  }

  // Sends what waits, oldest first. What the server has answered is done; what did not reach it stays.
  async send () {
    while (this.waiting.length && navigator.onLine) {
      const tap = this.waiting[0]
      const body = new URLSearchParams(tap.sent)
      body.set('tap', tap.number)
      body.set('ago', Math.max(0, Math.floor((Date.now() - tap.at) / 1000)))
      body.set('csrfmiddlewaretoken', document.querySelector('[name=csrfmiddlewaretoken]').value)
      const answer = await this.ask(tap.url, { method: 'POST', body, headers: { 'X-Tap': '1' } })
      this.signedOut = answer !== null && answer.type === 'opaqueredirect'
      const settled = answer !== null && (answer.status === 204 || [400, 404, 405, 409].includes(answer.status))
      this.stuck = !settled
      if (this.stuck) return
      if (answer.status !== 204) await this.refuse(answer, tap)
      this.waiting = this.waiting.slice(1)
    }
  }

  // Says why, and puts what was typed back where it was typed, unless something else stands there by now.
  async refuse (answer, tap) {
    const words = (tap.sent.find(([name]) => name === 'words') || [])[1]
    this.refused = answer.status === 409 ? await answer.text() : ''
    if (words) this.refused += ` “${words}”`
    const form = [...document.querySelectorAll('[data-tap=words]')].find((one) => one.getAttribute('action') === tap.url)
    if (!form || form.elements.words.value) return
    for (const [name, value] of tap.sent) if (form.elements[name]) form.elements[name].value = value
  }

  async ask (url, how) {
    const signal = AbortSignal.timeout && AbortSignal.timeout(TRIES)
    try { return await fetch(url, { ...how, signal, cache: 'no-store', redirect: 'manual' }) } catch { return null }
  }

  // --- what is shown ---

  // One turn: send, look, wait. A tap does not wait for the next turn; two turns never go on at once.
  async turn () {
    clearTimeout(this.next)
    if (this.busy) { this.again = true; return }
    this.busy = true
    do {
      this.again = false
      await this.send()
      if (!document.hidden) await this.look()
      this.tell()
    } while (this.again)
    this.busy = false
    this.next = setTimeout(() => this.turn(), EVERY)
  }

  async look () {
    this.lost = !navigator.onLine
    if (this.lost) return
    const answer = await this.ask(this.root.dataset.partUrl, { headers: { 'If-None-Match': this.stamp } })
    this.lost = answer === null || answer.status >= 500
    this.signedOut = answer !== null && answer.type === 'opaqueredirect'
    if (answer === null || answer.status !== 200) return
    this.stamp = answer.headers.get('ETag')
    this.place(new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-state]'))
  }

  place (fresh) {
    const here = this.live.querySelector('[data-state]')
    if (here.dataset.state !== fresh.dataset.state) {
      if (here.dataset.state === 'waiting') location.reload() // the forms of a meeting that is on come with the page
      else here.replaceWith(fresh)
      return
    }
    for (const part of fresh.querySelectorAll('[data-part]')) {
      const old = here.querySelector(`[data-part="${part.dataset.part}"]`)
      if (old && this.plain(old) !== this.plain(part)) this.put(old, part)
    }
  }

  plain (part) {
    return part.innerHTML.replace(SENT_AFRESH, '')
  }

  // Whoever stood on a button stands on it again, if it is still there. Nobody else is moved.
  put (old, part) {
    const form = old.contains(document.activeElement) ? document.activeElement.closest('[data-tap]') : null
    old.innerHTML = part.innerHTML
    if (!form) return
    const forms = [...old.querySelectorAll('[data-tap]')]
    const same = forms.find((one) => one.dataset.tap === form.dataset.tap) || (forms.length === 1 && forms[0])
    if (!same) old.tabIndex = -1
    const there = same ? same.querySelector('button') : old
    there.focus({ preventScroll: true })
  }

  tell () {
    const said = this.signal.dataset
    const waits = this.waiting.length
    const lines = []
    if (this.signedOut) lines.push(said.signedOut)
    else if (this.lost) lines.push(said.offline)
    if (waits && (this.lost || this.signedOut || this.stuck)) lines.push(`${said.waiting}${waits}`)
    if (this.refused) lines.push(said.refused + this.refused)
    const now = lines.join('\n')
    if (now === this.shown) return
    this.shown = now
    this.signal.replaceChildren(...lines.map((line) => {
      const one = document.createElement('p')
      one.textContent = line
      return one
    }))
  }
}
