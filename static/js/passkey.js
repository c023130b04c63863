// Says in words that a passkey did not work, where allauth would only write to the console.
document.addEventListener('allauth.error', event => {
  const place = document.querySelector('[data-passkey-problem]')
  if (!place) return
  event.preventDefault()
  place.textContent = place.dataset.passkeyProblem
})
