'not to be served';
