// SPDX-License-Identifier: GPL-2.0-or-later
// Passwords of 15 and more characters that guessing programs try first. Compared in lower case, without blanks and separators.

export const commonPasswords: ReadonlySet<string> = new Set([
  '1234567890abcdef', '123456789012345', '1234567890123456', '0123456789abcdef', '1q2w3e4r5t6y7u8i', '1q2w3e4r5t6y7u8i9o0p', '1qaz2wsx3edc4rfv', '1qaz2wsx3edc4rfv5tgb',
  'adminadminadmin', 'administrator123', 'administrator1234', 'administratorpassword', 'basewrightadmin', 'changemechangeme', 'changemeplease', 'changethispassword', 'correcthorsebattery',
  'correcthorsebatterystaple', 'defaultpassword', 'defaultpassword1', 'iloveyouiloveyou', 'imgbasedimgbased', 'letmeinletmeinletmein', 'letmeinpassword', 'mypasswordismypassword',
  'mysecretpassword', 'mysupersecretpassword', 'nothingtoseehere', 'passwordpassword', 'passwordpassword1', 'passwordpassword123', 'password1password1', 'password12345678', 'password123456789',
  'password1234567890', 'password123password123', 'p@ssw0rdp@ssw0rd', 'p@ssw0rd12345678', 'qwertyuiopasdfgh', 'qwertyuiopasdfghjkl', 'qwertyuiopasdfghjklzxcvbnm', 'qwertyqwertyqwerty',
  'redhatredhatredhat', 'rootrootrootroot', 'secretpassword1', 'secretpassword123', 'supersecretpassword', 'supersecretpassword1', 'testtesttesttest', 'thequickbrownfox',
  'thequickbrownfoxjumps', 'thequickbrownfoxjumpsoverthelazydog', 'thisisapassword', 'thisismypassword', 'thisisnotapassword', 'trustno1trustno1', 'welcomewelcome1', 'welcome123456789', 'zaq12wsxcde34rfv',
]);
