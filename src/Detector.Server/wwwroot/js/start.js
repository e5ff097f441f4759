// Fetches the rest of the page after its first frame: the server has put the words in already, so that is seen at once.

if (document.hidden) {
  // No frame is drawn before somebody looks.
  begin();
} else {
  requestAnimationFrame(() => setTimeout(begin));
}

function begin() {
  document.head.append(document.getElementById('next').content);
  import('./first.js');
  import('./app.js');
}
