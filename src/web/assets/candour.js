// The one script of Candour. Everything works without it; it only spares work: it saves drafts while somebody types,
// takes a signature that is drawn, warns before a session ends, counts letters, shows a password, and stops double
// sending.
(() => {
  'use strict'

  const clockTime = () => new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })

  // Drafts. The form's own fields go to data-draft-url; the answer may set hidden fields (the draft's id).
  const keepDraft = (form) => {
    const status = form.querySelector('[data-draft-status]')
    const pause = 3000
    let timer = null
    let dirty = false
    let busy = false
    let tries = 0

    const say = (words, problem) => {
      if (!status) return
      status.classList.toggle('candour-draft-status--problem', Boolean(problem))
      if (status.textContent !== words) status.textContent = words
    }
    const answers = () => {
      const body = new URLSearchParams()
      for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value)
      return body
    }
    // The first change sets the time; typing on does not put it off.
    const later = (ms) => {
      if (timer !== null) return
      timer = setTimeout(() => {
        timer = null
        save(false)
      }, ms)
    }
    const clearTimer = () => {
      clearTimeout(timer)
      timer = null
    }
    const take = async (answer) => {
      const type = answer.headers.get('content-type') || ''
      if (!type.startsWith('application/json')) return
      const { fields = {} } = await answer.json()
      for (const [name, value] of Object.entries(fields)) {
        const input = form.elements.namedItem(name)
        if (input instanceof HTMLInputElement && input.type === 'hidden') input.value = String(value)
      }
    }
    const save = async (leaving) => {
      if (!dirty || busy) return
      busy = true
      dirty = false
      try {
        const answer = await fetch(form.dataset.draftUrl, {
          method: 'POST', body: answers(), credentials: 'same-origin', redirect: 'manual', keepalive: leaving
        })
        if (answer.ok) {
          tries = 0
          await take(answer)
          say(`Draft saved ${clockTime()}`)
        } else if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) {
          dirty = true
          tries += 1
          say('Not saved: you are signed out. Sign in again in another tab, then go on typing here.', true)
          later(30000)
        } else {
          throw new Error(String(answer.status))
        }
      } catch {
        dirty = true
        tries += 1
        say('Draft not saved. Your words are still here; we try again in a moment.', true)
        later(Math.min(60000, pause * 2 ** tries))
      } finally {
        busy = false
        if (dirty && tries === 0) later(pause)
      }
    }

    form.addEventListener('input', () => {
      dirty = true
      if (tries > 0) clearTimer()
      later(pause)
    })
    form.addEventListener('submit', () => {
      clearTimer()
      dirty = false
    })
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') save(true)
    })
  }

  // Before the session ends: a strip with a button, two minutes ahead.
  const warnOfEnd = (body) => {
    const seconds = Number(body.dataset.sessionSeconds)
    if (!(seconds > 0)) return
    const ahead = Math.min(120, seconds / 2)
    let strip = null
    let warning = null
    let end = null

    const show = (words, button) => {
      strip?.remove()
      strip = document.createElement('div')
      strip.className = 'candour-session'
      strip.setAttribute('role', 'alert')
      const line = document.createElement('p')
      line.textContent = words
      strip.append(line)
      if (button) strip.append(button)
      body.append(strip)
    }
    const staying = () => {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'govuk-button'
      button.textContent = 'Stay signed in'
      button.addEventListener('click', async () => {
        const token = new URLSearchParams({ csrf: body.dataset.csrf || '' })
        const answer = await fetch(body.dataset.extendUrl, {
          method: 'POST', body: token, credentials: 'same-origin', redirect: 'manual'
        }).catch(() => null)
        if (!answer?.ok) return show('You are signed out. Copy what you typed, then sign in again.')
        strip.remove()
        strip = null
        begin()
      })
      return button
    }
    const begin = () => {
      clearTimeout(warning)
      clearTimeout(end)
      warning = setTimeout(() => {
        const minutes = Math.max(1, Math.round(ahead / 60))
        const words = `You will be signed out in ${minutes} minute${minutes === 1 ? '' : 's'}.`
        show(words, body.dataset.extendUrl ? staying() : null)
      }, (seconds - ahead) * 1000)
      end = setTimeout(() => show('You are signed out. Sign in again to go on.'), seconds * 1000)
    }
    begin()
  }

  const countLetters = (area) => {
    const most = Number(area.dataset.maxLetters)
    const line = document.getElementById(`${area.id}-count`)
    if (!line || !(most > 0)) return
    line.setAttribute('aria-live', 'polite')
    // Letters as the server counts them: a flag is one, and so is a letter with its marks.
    const parts = 'Segmenter' in Intl ? new Intl.Segmenter('en-GB') : null
    const lettersIn = (text) => {
      if (!parts || !/[^\x00-\x7F]/.test(text)) return text.length
      let n = 0
      for (const _ of parts.segment(text)) n += 1
      return n
    }
    const plural = (n) => `${n} character${n === 1 ? '' : 's'}`
    let timer = null
    const count = () => {
      const left = most - lettersIn(area.value)
      line.classList.toggle('candour-count--over', left < 0)
      line.textContent = left < 0 ? `${plural(-left)} too many` : `${plural(left)} left`
    }
    // After a pause, so that a screen reader is not interrupted at every letter.
    area.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(count, 800)
    })
    if (area.value) count()
  }

  const showPassword = (input) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'govuk-button govuk-button--secondary candour-show-password'
    button.textContent = 'Show'
    button.setAttribute('aria-label', 'Show password')
    button.setAttribute('aria-controls', input.id)
    const set = (shown) => {
      input.type = shown ? 'text' : 'password'
      button.textContent = shown ? 'Hide' : 'Show'
      button.setAttribute('aria-label', shown ? 'Hide password' : 'Show password')
    }
    button.addEventListener('click', () => set(input.type === 'password'))
    input.form?.addEventListener('submit', () => set(false))
    input.after(button)
  }

  const sendOnce = (button) => {
    let last = -Infinity
    button.addEventListener('click', (event) => {
      if (event.timeStamp - last < 1000) event.preventDefault()
      else last = event.timeStamp
    })
  }

  // A signature drawn with a finger, a pen or the mouse, beside the box for a typed name. It goes with the form as a
  // picture, in a file field of the same name, and waits like any chosen file when the form comes back. Its lines stand
  // in a hidden field, so that a draft keeps them, and whoever goes on with it finds them drawn.
  const mostOfLines = 16000
  // Of each line its points, in whole numbers: across, down, and the time since the one before.
  const shortLines = (lines) => JSON.stringify(lines.map(({ points }) => points.flatMap(({ x, y, time }, i) =>
    [x, y, i ? time - points[i - 1].time : 0].map(Math.round))))
  const longLines = (short) => {
    try {
      return JSON.parse(short).map((numbers) => {
        const points = []
        for (let i = 0, time = 0; i + 2 < numbers.length; i += 3) {
          time += Math.max(0, Number(numbers[i + 2]) || 0)
          points.push({ x: Number(numbers[i]) || 0, y: Number(numbers[i + 1]) || 0, time, pressure: 0.5 })
        }
        return { points }
      }).filter(({ points }) => points.length)
    } catch {
      return []
    }
  }
  const drawSignature = (place) => {
    const kept = place.closest('form')?.elements.namedItem(`${place.dataset.sign}-strokes`)
    const canvas = document.createElement('canvas')
    canvas.className = 'candour-sign__pad'
    canvas.setAttribute('role', 'img')
    canvas.setAttribute('aria-label', 'A place to sign with a finger, a pen or the mouse. With the keyboard, type the name above.')
    const words = document.createElement('p')
    words.className = 'govuk-hint'
    words.textContent = 'Or sign here with a finger, a pen or the mouse.'
    const file = document.createElement('input')
    file.type = 'file'
    file.name = place.dataset.sign
    file.hidden = true
    const again = document.createElement('button')
    again.type = 'button'
    again.className = 'govuk-button govuk-button--secondary'
    again.textContent = 'Start again'
    again.hidden = true
    place.append(words, canvas, again, file)

    const pad = new SignaturePad(canvas, { backgroundColor: 'rgb(255, 255, 255)' })
    // As many dots as the screen has; what was drawn is drawn again when the page changes its width.
    let width = 0
    const fit = () => {
      if (canvas.offsetWidth === width) return
      width = canvas.offsetWidth
      const ratio = Math.min(Math.max(window.devicePixelRatio || 1, 1), 2)
      const lines = pad.toData()
      canvas.width = width * ratio
      canvas.height = canvas.offsetHeight * ratio
      canvas.getContext('2d').scale(ratio, ratio)
      pad.clear()
      if (lines.length) draw(lines)
    }
    const draw = (lines) => {
      pad.fromData(lines)
      choose()
    }
    const choose = () => {
      const chosen = new DataTransfer()
      if (!pad.isEmpty() && canvas.width > 0) {
        const dots = Uint8Array.from(atob(pad.toDataURL('image/png').split(',')[1]), (c) => c.charCodeAt(0))
        chosen.items.add(new File([dots], 'signature.png', { type: 'image/png' }))
      }
      file.files = chosen.files
      again.hidden = pad.isEmpty()
    }
    const put = () => {
      choose()
      if (!kept) return
      const short = pad.isEmpty() ? '' : shortLines(pad.toData())
      kept.value = short.length <= mostOfLines ? short : ''
      kept.dispatchEvent(new Event('input', { bubbles: true }))
    }
    pad.addEventListener('endStroke', put)
    again.addEventListener('click', () => {
      pad.clear()
      put()
    })
    new ResizeObserver(fit).observe(canvas)
    fit()
    const before = kept?.value ? longLines(kept.value) : []
    if (!before.length) return
    draw(before)
    words.textContent = 'What was drawn before is here again. To sign anew, press “Start again”.'
  }

  // Parts of a notice are closed, so that a phone shows what there is: open where there is room, on paper, and the one
  // that a link names (older browsers do not open it themselves).
  const parts = document.querySelectorAll('details.candour-part')
  const openAll = () => parts.forEach((part) => (part.open = true))
  const openNamed = () => {
    const named = location.hash && document.getElementById(location.hash.slice(1))
    const part = named && named.closest('details.candour-part')
    if (!part || part.open) return
    part.open = true
    named.scrollIntoView()
  }
  if (parts.length && matchMedia('(min-width: 641px)').matches) openAll()
  if (parts.length) {
    openNamed()
    addEventListener('hashchange', openNamed)
    addEventListener('beforeprint', openAll)
  }

  document.querySelectorAll('form[data-draft-url]').forEach(keepDraft)
  document.querySelectorAll('textarea[data-max-letters]').forEach(countLetters)
  document.querySelectorAll('input[data-show-password]').forEach(showPassword)
  document.querySelectorAll('button[data-once]').forEach(sendOnce)
  document.querySelectorAll('[data-sign]').forEach(drawSignature)
  warnOfEnd(document.body)
  document.getElementById('problems')?.focus()
})()
