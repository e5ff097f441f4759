// The form for the key. The key is held by the field alone, and only until it is sent.

import { signIn } from '../api.js';
import { byId, el } from '../dom.js';
import { t } from '../i18n.js';

const words = {
  bad_credentials: 'signin.bad',
  no_credentials: 'signin.bad',
  rate_limited: 'signin.limited',
  connection: 'signin.lost',
  invalid_field: 'signin.missing',
};

/** Shows the form; `done` is called once signed in. */
export function showSignIn(done, note = '') {
  const field = el('input', {
    type: 'password', id: 'key', name: 'key', autocomplete: 'off', required: true, 'aria-describedby': 'signin-wrong',
  });
  const wrong = el('p', { class: note ? 'wrong' : '', id: 'signin-wrong', role: 'alert', text: note });
  const submit = el('button', { type: 'submit', class: 'main', text: t('signin.button') });
  const form = el('form', { class: 'card', novalidate: true },
    el('h1', { text: t('signin.title') }),
    el('p', { class: 'muted', text: t('signin.text') }),
    el('label', { for: 'key' }, t('signin.key'), field), wrong, el('div', { class: 'actions' }, submit));
  const fail = key => {
    wrong.textContent = t(key);
    wrong.className = 'wrong';
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  };
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const key = field.value.trim();
    if (!key) {
      fail('signin.missing');
      return;
    }
    submit.disabled = true;
    submit.textContent = t('signin.working');
    try {
      await signIn(key);
      field.value = '';
      await done();
    } catch (failure) {
      fail(words[failure.reason] ?? 'problem.unexpected');
    } finally {
      submit.disabled = false;
      submit.textContent = t('signin.button');
    }
  });
  byId('gate').replaceChildren(form);
  field.focus();
}
