// Wakes the behaviours on the page. Every page works without this file.
// The official page template sets these classes in an inline script, which our security policy refuses.
document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
for (const Behaviour of [/* components */]) {
  for (const root of document.querySelectorAll(`[data-module="${Behaviour.moduleName}"]`)) {
    try {
      new Behaviour(root) // eslint-disable-line no-new
    } catch (error) {
      console.warn(error.message)
    }
  }
}
