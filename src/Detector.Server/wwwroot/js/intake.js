// Taking pictures in: dropped, pasted, chosen.

import { add } from './entries.js';
import { announce, byId } from './dom.js';
import { count } from './i18n.js';

/** Listens for files while the queue is there. */
export function listen() {
  const input = byId('files');
  byId('open').addEventListener('click', pick);
  input.addEventListener('change', () => {
    take(input.files);
    // Or the input would hold the files after they leave the queue, and not take the same one again.
    input.value = '';
  });
  addEventListener('paste', event => {
    if (event.clipboardData?.files.length) {
      event.preventDefault();
      take(event.clipboardData.files);
    }
  });
  // The whole window takes drops: a file that misses a small target would make the browser leave the page.
  let depth = 0;
  addEventListener('dragenter', () => mark(++depth));
  addEventListener('dragleave', () => mark(--depth));
  addEventListener('dragover', event => {
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  addEventListener('drop', event => {
    event.preventDefault();
    mark(depth = 0);
    take(event.dataTransfer.files);
  });
}

function mark(depth) {
  document.body.classList.toggle('over', depth > 0);
}

/** Opens the browser's dialog for files. */
export function pick() {
  if (!byId('work').hidden) {
    byId('files').click();
  }
}

function take(files) {
  if (files.length && !byId('work').hidden) {
    add([...files]);
    announce(count('queue.added', files.length));
  }
}
