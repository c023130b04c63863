// Looks at what somebody writes without their name, and asks about a name, a date or a place in it.
// All of this happens in the browser: nothing is sent, and nothing is kept.
const DAYS = 'Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?'
const MONTHS = 'January|February|March|April|June|July|August|September|October|November|December'
const PLACES = 'Road|Street|Lane|Avenue|Close|Hospital|Surgery|Clinic|School|Church|House|Centre|Ward|Park'
const NO_NAMES = new RegExp(`^(?:I|I’m|I'm|I’ve|I've|OK|NHS|GP|GPs|A&E|TV|UK|English|May|Christmas|Easter|${DAYS}|${MONTHS})$`)

function found (words) {
  const date = new RegExp(`\\b(?:${DAYS}|${MONTHS})\\b|\\b\\d{1,2}(?:st|nd|rd|th)\\b|\\b\\d{1,2}[/.-]\\d{1,2}\\b|\\b(?:19|20)\\d\\d\\b`).test(words)
  const place = new RegExp(`\\b[A-Z][a-z]+ (?:${PLACES})\\b|\\b[Ww]ard \\d|\\b[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}\\b`).test(words)
  const called = /\b(?:Mr|Mrs|Ms|Miss|Dr|Doctor|Nurse|Sister|Professor)\.? [A-Z]/.test(words)
  const inside = [...words.matchAll(/[^.!?:\n“"]\s+([A-Z][\w’'-]*)/g)].map((one) => one[1])
  const name = called || inside.some((word) => !NO_NAMES.test(word))
  return { name, date, place }
}

class Hints {
  static moduleName = 'app-hints'

  constructor (area) {
    this.area = area
    this.said = document.createElement('div')
    this.said.className = 'app-hints'
    this.said.setAttribute('role', 'status')
    area.after(this.said)
    area.addEventListener('input', () => this.look())
    if (area.form) area.form.addEventListener('change', () => this.look())
    this.look()
  }

  // Where there is a choice, only words without a name are looked at.
  get wanted () {
    const ways = this.area.form ? [...this.area.form.querySelectorAll('input[name=shown_as]')] : []
    return ways.length ? ways.some((way) => way.checked && way.value === 'UNNAMED') : this.area.dataset.hintAlways !== undefined
  }

  look () {
    const seen = this.wanted ? found(this.area.value) : {}
    const lines = ['name', 'date', 'place'].filter((kind) => seen[kind]).map((kind) => this.area.dataset[`hint${kind[0].toUpperCase()}${kind.slice(1)}`])
    const now = lines.join('\n')
    if (now === this.shown) return
    this.shown = now
    this.said.replaceChildren(...lines.map((line) => {
      const one = document.createElement('p')
      one.className = 'nhsuk-hint'
      one.textContent = line
      return one
    }))
  }
}
