// Dialogs: help, preferences, questions. The focus goes back to where it was.

import { button, el } from '../dom.js';
import { t } from '../i18n.js';

/** True while a dialog is open. */
export function isOpen() {
  return document.querySelector('dialog[open]') !== null;
}

/** Opens a dialog with some content; gives back a function that closes it. */
export function open(title, content, actions = []) {
  const before = document.activeElement;
  const dialog = el('dialog', { 'aria-labelledby': 'dialog-title' },
    el('div', { class: 'dialog' },
      el('div', { class: 'dialog-head' },
        el('h2', { id: 'dialog-title', tabindex: '-1', text: title }),
        button(t('dialog.close'), () => dialog.close(), { class: 'quiet' })),
      ...content,
      actions.length ? el('div', { class: 'actions' }, actions) : null));
  dialog.addEventListener('close', () => {
    dialog.remove();
    before?.focus?.();
  });
  dialog.addEventListener('click', event => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector('#dialog-title').focus();
  return () => dialog.close();
}

/** Asks; true where the person says yes. */
export function ask(text, yes) {
  return new Promise(resolve => {
    let answer = false;
    const close = open(text, [], [
      button(yes, () => { answer = true; close(); }, { class: 'main' }),
      button(t('dialog.cancel'), () => close()),
    ]);
    document.querySelector('dialog[open]').addEventListener('close', () => resolve(answer));
  });
}
